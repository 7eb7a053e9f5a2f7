/// The entries of a zip archive, every structure checked before use.
///
/// Tensors are stored as they are. Compressed entries (the code of TorchScript) are never unpacked.
struct ZipArchive {
  struct Entry {
    let name: String
    /// Where its data lies in the file.
    let range: Range<Int>
    let checksum: UInt32
    let isStored: Bool
  }

  private static let mostEntries = 65_536
  private static let longestDirectory = 16 << 20

  let file: SourceFile
  private(set) var entries: [String: Entry] = [:]

  /// True when a file starts like one.
  static func begins(_ file: SourceFile) throws(ConversionError) -> Bool {
    guard file.size >= 4 else { return false }
    var bytes: [UInt8] = []
    try file.read(at: 0, count: 4, into: &bytes)
    return bytes == [0x50, 0x4B, 3, 4] || bytes == [0x50, 0x4B, 5, 6]
  }

  init(_ file: SourceFile) throws(ConversionError) {
    self.file = file
    let end = try ZipEnd(file)
    guard end.count <= Self.mostEntries, end.directory.count <= Self.longestDirectory else {
      throw fault("byte \(end.directory.lowerBound)", "a directory of \(end.count) entries")
    }
    var window = ByteWindow(file, end.directory)
    var ranges: [Entry] = []
    for _ in 0..<end.count {
      let record = try ZipRecord(&window)
      let entry = try locate(record, before: end.directory.lowerBound)
      guard entries.updateValue(entry, forKey: entry.name) == nil else {
        throw fault("entry \(entry.name)", "the archive holds it twice")
      }
      ranges.append(entry)
    }
    guard window.remaining == 0 else {
      throw fault("byte \(window.position)", "\(window.remaining) bytes follow the last entry")
    }
    try checkOverlap(ranges)
  }

  /// Follows a record to its data, past the header that lies before it.
  private func locate(
    _ record: ZipRecord, before directory: Int
  ) throws(ConversionError) -> Entry {
    guard record.offset <= directory - 30 else {
      throw fault("entry \(record.name)", "it starts at \(record.offset), behind the data")
    }
    // Little is read: an archive may have very many entries.
    var header = ByteWindow(file, record.offset..<directory, size: 256)
    guard try header.integer(4) == 0x0403_4b50 else {
      throw fault("entry \(record.name)", "no entry starts at byte \(record.offset)")
    }
    try header.skip(22)
    let name = Int(try header.integer(2))
    let extra = Int(try header.integer(2))
    guard try header.bytes(name) == Array(record.name.utf8) else {
      throw fault("entry \(record.name)", "it has another name at its data")
    }
    try header.skip(extra)
    guard record.size <= header.remaining else {
      throw fault("entry \(record.name)", "its \(record.size) bytes do not lie in the file")
    }
    return Entry(
      name: record.name, range: header.position..<(header.position + record.size),
      checksum: record.checksum, isStored: record.method == 0)
  }

  /// An entry whose data can be read; nil when there is none of the name.
  func entry(_ name: String) throws(ConversionError) -> Entry? {
    guard let entry = entries[name] else { return nil }
    guard entry.isStored else {
      throw ConversionError(
        file.path, "entry \(name)", "it is compressed",
        remedy: "save the checkpoint again with torch.save")
    }
    return entry
  }

  private func checkOverlap(_ entries: [Entry]) throws(ConversionError) {
    var end = 0
    for entry in entries.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard entry.range.lowerBound >= end else {
        throw fault("entry \(entry.name)", "it overlaps another one")
      }
      end = entry.range.upperBound
    }
  }

  /// Compares an entry's data with its checksum.
  func verify(_ entry: Entry) throws(ConversionError) {
    var sum = CRC32()
    var bytes: [UInt8] = []
    for start in stride(from: entry.range.lowerBound, to: entry.range.upperBound, by: 1 << 20) {
      try file.read(at: start, count: min(1 << 20, entry.range.upperBound - start), into: &bytes)
      sum.update(bytes.span)
    }
    guard sum.value == entry.checksum else {
      throw fault("entry \(entry.name)", "its data does not have its checksum (CRC-32)")
    }
  }

  private func fault(_ place: String, _ problem: String) -> ConversionError {
    ConversionError(file.path, place, problem, remedy: "replace the file by an intact copy")
  }
}
