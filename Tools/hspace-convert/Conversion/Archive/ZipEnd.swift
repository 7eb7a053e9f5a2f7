/// The end of a zip archive: where its directory lies, in 32 or 64 bits.
struct ZipEnd {
  let directory: Range<Int>
  let count: Int

  init(_ file: SourceFile) throws(ConversionError) {
    func fault(_ problem: String) -> ConversionError {
      ConversionError(
        file.path, "byte \(file.size)", problem, remedy: "replace the file by an intact copy")
    }
    // The record is followed by a comment of at most 65535 bytes.
    let length = min(file.size, 22 + 65_535)
    var tail: [UInt8] = []
    try file.read(at: file.size - length, count: length, into: &tail)
    var start = tail.count - 22
    while start >= 0, !Self.isEnd(tail, at: start) { start -= 1 }
    guard start >= 0 else { throw fault("the archive's directory is missing") }
    let end = file.size - length + start
    var window = ByteWindow(file, end..<file.size)
    try window.skip(4)
    guard try window.integer(4) == 0 else { throw fault("archives in several parts are refused") }
    var count = try window.integer(2)
    guard try window.integer(2) == count else { throw fault("its counts of entries differ") }
    var size = try window.integer(4)
    var offset = try window.integer(4)
    var limit = end
    if let wide = try Self.wide(file, before: end) {
      (count, size, offset, limit) = (wide.count, wide.size, wide.offset, wide.position)
    }
    guard offset <= UInt64(limit), size <= UInt64(limit) - offset, count <= size / 46 else {
      throw fault("a directory of \(count) entries in \(size) bytes at \(offset)")
    }
    directory = Int(offset)..<Int(offset + size)
    self.count = Int(count)
  }

  private static func isEnd(_ tail: [UInt8], at start: Int) -> Bool {
    tail[start...].starts(with: [0x50, 0x4B, 5, 6])
      && Int(tail[start + 20]) | Int(tail[start + 21]) << 8 == tail.count - start - 22
  }

  /// What the 64-bit record says, where there is one.
  private static func wide(
    _ file: SourceFile, before end: Int
  ) throws(ConversionError) -> (count: UInt64, size: UInt64, offset: UInt64, position: Int)? {
    guard end >= 20 + 56 else { return nil }
    var locator = ByteWindow(file, (end - 20)..<end)
    guard try locator.integer(4) == 0x0706_4b50 else { return nil }
    try locator.skip(4)
    let position = try locator.integer(8)
    guard position <= UInt64(end - 20 - 56) else { return nil }
    var record = ByteWindow(file, Int(position)..<end)
    guard try record.integer(4) == 0x0606_4b50 else { return nil }
    try record.skip(28)
    let count = try record.integer(8)
    return (count, try record.integer(8), try record.integer(8), Int(position))
  }
}
