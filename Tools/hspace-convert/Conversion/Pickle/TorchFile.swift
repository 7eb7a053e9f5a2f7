/// A file of torch.save or torch.jit.save, read as data.
struct TorchFile {
  let file: SourceFile
  let nodes: [PickleNode]
  let root: Int
  private let storages: Storages

  private enum Storages {
    /// Entries of a zip archive below a folder.
    case archive(ZipArchive, folder: String)
    /// Offsets of the storages of the older format.
    case offsets([String: Int])
  }

  /// True when a file starts like one.
  static func begins(_ file: SourceFile) throws(ConversionError) -> Bool {
    guard file.size >= 4 else { return false }
    var bytes: [UInt8] = []
    try file.read(at: 0, count: 1, into: &bytes)
    if bytes[0] == 0x80 { return true }
    return try ZipArchive.begins(file)
  }

  init(_ file: SourceFile) throws(ConversionError) {
    self.file = file
    var first: [UInt8] = []
    try file.read(at: 0, count: 1, into: &first)
    if first == [0x80] {
      var legacy = try LegacyTorchReader(file)
      let (object, offsets) = try legacy.read()
      (nodes, root, storages) = (object.nodes, object.root, .offsets(offsets))
      return
    }
    let archive = try ZipArchive(file)
    let name = "data.pkl"
    let found = archive.entries.values.filter { $0.name == name || $0.name.hasSuffix("/\(name)") }
    let shortest = found.min { $0.name.utf8.count < $1.name.utf8.count }
    guard let shortest, let entry = try archive.entry(shortest.name) else {
      throw ConversionError(
        file.path, "the archive holds no \(name)", remedy: "give a file of torch.save")
    }
    let folder = String(entry.name.dropLast(name.count))
    if let order = try archive.entry("\(folder)byteorder") {
      var bytes: [UInt8] = []
      try file.read(at: order.range.lowerBound, count: min(6, order.range.count), into: &bytes)
      guard bytes == Array("little".utf8) else {
        throw ConversionError(
          file.path, "entry \(order.name)", "the tensors are not little-endian",
          remedy: "save the checkpoint on a little-endian machine")
      }
    }
    try archive.verify(entry)
    var reader = PickleReader(ByteWindow(file, entry.range))
    root = try reader.read()
    nodes = reader.nodes
    storages = .archive(archive, folder: folder)
  }

  /// The tensor with a name, where its elements lie.
  func tensor(_ name: String, _ view: TorchView) throws(ConversionError) -> SourceTensor {
    func fault(_ problem: String) -> ConversionError {
      ConversionError(
        file.path, "tensor \(name)", problem, remedy: "replace the file by an intact copy")
    }
    let size = view.storage.element.size
    var offset = 0
    var check: SourceTensor.Check?
    switch storages {
    case .archive(let archive, let folder):
      guard let entry = try archive.entry("\(folder)data/\(view.storage.key)") else {
        throw fault("its storage \"\(view.storage.key)\" is missing")
      }
      guard entry.range.count == view.storage.count * size else {
        throw fault(
          "its storage has \(entry.range.count) bytes for \(view.storage.count) elements")
      }
      offset = entry.range.lowerBound
      check = SourceTensor.Check(archive: archive, entry: entry)
    case .offsets(let offsets):
      guard let start = offsets[view.storage.key] else {
        throw fault("its storage \"\(view.storage.key)\" is missing")
      }
      guard view.storage.count * size <= file.size - start else {
        throw fault("its storage leaves the file")
      }
      offset = start
    }
    return SourceTensor(
      name: name, type: view.storage.element, shape: view.shape, file: file,
      offset: offset + view.offset * size, strides: view.strides, check: check)
  }
}
