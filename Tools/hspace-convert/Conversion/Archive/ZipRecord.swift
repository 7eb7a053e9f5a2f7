/// One record of a zip archive's directory.
struct ZipRecord {
  let name: String
  let checksum: UInt32
  /// Bytes in the archive.
  private(set) var size: Int
  /// What it is compressed with, 0 where it is stored as it is.
  let method: Int
  /// Offset of the header before the data.
  private(set) var offset: Int

  init(_ window: inout ByteWindow) throws(ConversionError) {
    let path = window.file.path
    let place = "byte \(window.position)"
    func fault(_ place: String, _ problem: String) -> ConversionError {
      ConversionError(path, place, problem, remedy: "save the checkpoint again with torch.save")
    }
    guard try window.integer(4) == 0x0201_4b50 else { throw fault(place, "no record starts here") }
    try window.skip(4)
    let flags = try window.integer(2)
    method = Int(try window.integer(2))
    try window.skip(4)
    checksum = UInt32(try window.integer(4))
    let packed = try window.integer(4)
    let unpacked = try window.integer(4)
    let nameLength = Int(try window.integer(2))
    let extraLength = Int(try window.integer(2))
    let commentLength = Int(try window.integer(2))
    try window.skip(8)
    let start = try window.integer(4)
    let bytes = try window.bytes(nameLength)
    guard let name = String(validating: bytes, as: UTF8.self), Self.isPlain(name) else {
      throw fault(
        place, "\"\(String(decoding: bytes.prefix(80), as: UTF8.self))\" is no name of data")
    }
    self.name = name
    var wide = ByteWindow(
      window.file, window.position..<min(window.position + extraLength, window.end))
    try window.skip(extraLength + commentLength)
    // What does not fit 32 bits stands in an extra field, in this order.
    var fields = [unpacked, packed, start]
    try Self.widen(&fields, &wide)
    guard method != 0 || fields[0] == fields[1] else {
      throw fault("entry \(name)", "it is stored, and yet \(fields[1]) bytes of \(fields[0])")
    }
    guard flags & 1 == 0 else { throw fault("entry \(name)", "it is encrypted") }
    guard fields[1] <= UInt64(window.file.size), fields[2] <= UInt64(window.file.size) else {
      throw fault("entry \(name)", "\(fields[1]) bytes at \(fields[2]) do not lie in the file")
    }
    size = Int(fields[1])
    offset = Int(fields[2])
  }

  private static func widen(
    _ fields: inout [UInt64], _ extra: inout ByteWindow
  ) throws(ConversionError) {
    while extra.remaining >= 4 {
      let kind = try extra.integer(2)
      let length = Int(try extra.integer(2))
      guard kind == 1 else {
        try extra.skip(min(length, extra.remaining))
        continue
      }
      for index in fields.indices where fields[index] == 0xFFFF_FFFF {
        fields[index] = try extra.integer(8)
      }
      return
    }
  }

  /// Names of data have no roots, no parents and nothing odd: they are keys, never paths to open.
  private static func isPlain(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !name.isEmpty && !parts.contains("..") && !parts.contains(".") && parts[0] != ""
      && !name.unicodeScalars.contains { $0 == "\\" || $0 == ":" || $0.value < 0x20 }
  }
}
