/// Reads the format of torch.save before zip archives: several pickles, then the storages one behind the other.
struct LegacyTorchReader {
  /// The number that such a file begins with, as far as it fits, and its version.
  private static let magicBytes: [UInt8] = [
    0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 0x2E,
  ]
  private static let version = 1001

  private let file: SourceFile
  private var window: ByteWindow

  init(_ file: SourceFile) throws(ConversionError) {
    self.file = file
    window = ByteWindow(file, 0..<file.size)
    let magic = try window.bytes(min(file.size, Self.magicBytes.count))
    guard magic == Self.magicBytes else {
      // If there is a reason to refuse it by itself, that says more.
      var other = PickleReader(ByteWindow(file, 0..<file.size))
      _ = try other.read()
      throw ConversionError(
        file.path, "byte 0", "a pickle, but not of torch.save",
        remedy: "save the tensors with torch.save or as safetensors")
    }
  }

  /// Returns the object and where each storage's elements begin.
  mutating func read() throws(ConversionError) -> (
    object: (nodes: [PickleNode], root: Int), offsets: [String: Int]
  ) {
    let version = try pickle()
    guard case .integer(Self.version) = version.nodes[version.root] else {
      throw fault("an unknown version of the format")
    }
    _ = try pickle()
    let object = try pickle()
    let list = try pickle()
    guard case .list(let keys) = list.nodes[list.root] else {
      throw fault("the list of storages is missing")
    }
    return (object, try storages(keys, list.nodes, elements(object.nodes)))
  }

  private mutating func pickle() throws(ConversionError) -> (nodes: [PickleNode], root: Int) {
    var reader = PickleReader(window)
    let root = try reader.read()
    window = reader.window
    return (reader.nodes, root)
  }

  /// The element type and count of every storage that the object refers to.
  private func elements(_ nodes: [PickleNode]) -> [String: TorchStorage] {
    var storages: [String: TorchStorage] = [:]
    for case .storage(let storage) in nodes { storages[storage.key] = storage }
    return storages
  }

  private mutating func storages(
    _ keys: [Int], _ nodes: [PickleNode], _ known: [String: TorchStorage]
  ) throws(ConversionError) -> [String: Int] {
    var offsets: [String: Int] = [:]
    for key in keys {
      guard case .string(let key) = nodes[key], let storage = known[key] else {
        throw fault("a storage that the object does not name")
      }
      let count = try window.integer(8)
      guard count == UInt64(storage.count) else {
        throw fault("storage \(key) has \(count) elements instead of \(storage.count)")
      }
      guard offsets.updateValue(window.position, forKey: key) == nil else {
        throw fault("storage \(key) comes twice")
      }
      guard storage.count <= window.remaining / storage.element.size else {
        throw fault("storage \(key) is not complete")
      }
      try window.skip(storage.count * storage.element.size)
    }
    return offsets
  }

  private func fault(_ problem: String) -> ConversionError {
    ConversionError(
      file.path, "byte \(window.position)", problem, remedy: "replace the file by an intact copy")
  }
}
