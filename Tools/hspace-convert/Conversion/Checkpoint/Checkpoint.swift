/// All tensors of a checkpoint, whether in one file or in several shards.
struct Checkpoint {
  /// The file that names the checkpoint in messages: the only one, or the index.
  let path: String
  /// Every file that was opened, so that none of them gets overwritten.
  private(set) var files: [SourceFile] = []
  private(set) var tensors: [String: SourceTensor] = [:]
  /// What was chosen where the file left a choice.
  private(set) var notes: [String] = []

  /// Opens a single file, or an index of shards when the path ends in `.json`.
  init(_ path: String, weights: WeightChoice = .average) throws(ConversionError) {
    self.path = path
    let file = try SourceFile(path)
    files.append(file)
    if path.hasSuffix(".json") {
      try readShards(index: file, weights)
    } else {
      try add(read(file, weights), file)
    }
  }

  /// The same checkpoint with other tensors of it.
  func with(_ tensors: [String: SourceTensor], note: String? = nil) -> Checkpoint {
    var copy = self
    copy.tensors = tensors
    if let note { copy.notes.append(note) }
    return copy
  }

  /// The tensors of one file, whatever its format.
  private mutating func read(
    _ file: SourceFile, _ weights: WeightChoice
  ) throws(ConversionError) -> [String: SourceTensor] {
    if try NumpyFile.begins(file) {
      return ["array": try NumpyFile.array("array", file, 0..<file.size)]
    }
    if try ZipArchive.begins(file), let arrays = try NumpyFile.arrays(ZipArchive(file)) {
      return arrays
    }
    if try TorchFile.begins(file) {
      let torch = try TorchTensors(TorchFile(file), weights)
      notes += torch.notes
      return torch.tensors
    }
    var tensors: [String: SourceTensor] = [:]
    // The reader of JSON has refused names that come twice.
    for tensor in try SafetensorsFile(file).tensors { tensors[tensor.name] = tensor }
    return tensors
  }

  /// Adds a file's tensors, whose names must be new.
  private mutating func add(
    _ shard: [String: SourceTensor], _ file: SourceFile
  ) throws(ConversionError) {
    for (name, tensor) in shard {
      guard tensors.updateValue(tensor, forKey: name) == nil else {
        throw ConversionError(
          file.path, "tensor \(name)", "another shard holds it too",
          remedy: "export the model again")
      }
    }
  }

  private mutating func readShards(
    index: SourceFile, _ weights: WeightChoice
  ) throws(ConversionError) {
    let map = try ShardIndex(index)
    for name in map.shards {
      let file = try SourceFile(sibling(name, of: path))
      files.append(file)
      let shard = try read(file, weights)
      if let stray = shard.keys.filter({ map.shardOfTensor[$0] != name }).min() {
        throw ConversionError(
          file.path, "tensor \(stray)", "the index does not place it in this shard",
          remedy: "use index and shards of the same export")
      }
      try add(shard, file)
    }
    if let missing = map.shardOfTensor.keys.filter({ tensors[$0] == nil }).min() {
      throw ConversionError(
        path, "tensor \(missing)", "\(map.shardOfTensor[missing] ?? "its shard") does not hold it",
        remedy: "use index and shards of the same export")
    }
  }
}

/// The path of a file beside another one.
func sibling(_ name: String, of path: String) -> String {
  guard let slash = path.lastIndex(of: "/") else { return name }
  return path[...slash] + name
}
