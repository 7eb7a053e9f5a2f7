/// Reads a range of a file from front to back through a small buffer.
struct ByteWindow {
  let file: SourceFile
  /// Offset in the file of the next byte.
  private(set) var position: Int
  /// Offset behind the last byte that may be read.
  let end: Int
  private var buffer: [UInt8] = []
  private var start = 0
  private let size: Int

  /// Reads `size` bytes at a time.
  init(_ file: SourceFile, _ range: Range<Int>, size: Int = 1 << 16) {
    (self.file, self.size) = (file, size)
    position = range.lowerBound
    end = range.upperBound
  }

  var remaining: Int { end - position }

  mutating func byte() throws(ConversionError) -> UInt8 {
    if position - start >= buffer.count { try fill() }
    defer { position += 1 }
    return buffer[position - start]
  }

  /// The next bytes as a little-endian number; `count` is at most 8.
  mutating func integer(_ count: Int) throws(ConversionError) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(try byte()) << UInt64(8 * index) }
    return value
  }

  /// The next bytes; the caller has checked that so many may be asked for.
  mutating func bytes(_ count: Int) throws(ConversionError) -> [UInt8] {
    guard count <= remaining else { throw truncated }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    while bytes.count < count { bytes.append(try byte()) }
    return bytes
  }

  mutating func skip(_ count: Int) throws(ConversionError) {
    guard count >= 0, count <= remaining else { throw truncated }
    position += count
    if position > start + buffer.count { (buffer, start) = ([], position) }
  }

  private mutating func fill() throws(ConversionError) {
    guard remaining > 0 else { throw truncated }
    start = position
    try file.read(at: start, count: min(size, remaining), into: &buffer)
  }

  private var truncated: ConversionError {
    ConversionError(
      file.path, "byte \(position)", "the data ends too early",
      remedy: "replace the file by an intact copy")
  }
}
