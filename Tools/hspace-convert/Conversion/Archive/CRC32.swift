/// The CRC-32 of zip archives (polynomial 0xEDB88320, reflected), fed piece by piece.
struct CRC32 {
  private var state: UInt32 = ~0

  var value: UInt32 { ~state }

  mutating func update(_ bytes: Span<UInt8>) {
    let tables = Self.tables.span
    var crc = state
    var next = 0
    // Eight bytes at a time (slicing by 8): checkpoints have gigabytes.
    while bytes.count - next >= 8 {
      let low =
        crc
        ^ (UInt32(bytes[next]) | UInt32(bytes[next + 1]) << 8 | UInt32(bytes[next + 2]) << 16
          | UInt32(bytes[next + 3]) << 24)
      crc =
        tables[7 * 256 + Int(low & 0xFF)] ^ tables[6 * 256 + Int(low >> 8 & 0xFF)]
        ^ tables[5 * 256 + Int(low >> 16 & 0xFF)] ^ tables[4 * 256 + Int(low >> 24)]
        ^ tables[3 * 256 + Int(bytes[next + 4])] ^ tables[2 * 256 + Int(bytes[next + 5])]
        ^ tables[256 + Int(bytes[next + 6])] ^ tables[Int(bytes[next + 7])]
      next += 8
    }
    while next < bytes.count {
      crc = tables[Int((crc ^ UInt32(bytes[next])) & 0xFF)] ^ crc >> 8
      next += 1
    }
    state = crc
  }

  /// Table k holds what a byte becomes when k zero bytes follow it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
      tables[byte] = crc
    }
    for index in 256..<(8 * 256) {
      let before = tables[index - 256]
      tables[index] = tables[Int(before & 0xFF)] ^ before >> 8
    }
    return tables
  }()
}
