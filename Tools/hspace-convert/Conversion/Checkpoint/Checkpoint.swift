/// All tensors of a checkpoint, whether in one file or in several shards.
struct Checkpoint {
  /// The file that names the checkpoint in messages: the only one, or the index.
  let path: String
  /// Every file that was opened, so that none of them gets overwritten.
  private(set) var files: [SourceFile] = []
  private(set) var tensors: [String: SourceTensor] = [:]

  /// Opens a single file, or an index of shards when the path ends in `.json`.
  init(_ path: String) throws(ConversionError) {
    self.path = path
    let file = try SourceFile(path)
    files.append(file)
    if path.hasSuffix(".json") {
      try readShards(index: file)
    } else {
      try add(SafetensorsFile(file))
    }
  }

  /// Adds a file's tensors, whose names must be new.
  private mutating func add(_ shard: SafetensorsFile) throws(ConversionError) {
    for tensor in shard.tensors {
      guard tensors.updateValue(tensor, forKey: tensor.name) == nil else {
        throw ConversionError(
          shard.file.path, "tensor \(tensor.name)", "another shard holds it too",
          remedy: "export the model again")
      }
    }
  }

  private mutating func readShards(index: SourceFile) throws(ConversionError) {
    let map = try ShardIndex(index)
    for name in map.shards {
      let file = try SourceFile(sibling(name, of: path))
      files.append(file)
      let shard = try SafetensorsFile(file)
      for tensor in shard.tensors where map.shardOfTensor[tensor.name] != name {
        throw ConversionError(
          file.path, "tensor \(tensor.name)", "the index does not place it in this shard",
          remedy: "use index and shards of the same export")
      }
      try add(shard)
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
