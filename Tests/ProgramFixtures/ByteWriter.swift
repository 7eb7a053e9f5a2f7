import Container

/// Little-endian bytes, piece by piece.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append<T: FixedWidthInteger>(_ value: T) {
    for shift in stride(from: 0, to: T.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
    }
  }

  mutating func append(_ more: [UInt8]) { bytes += more }

  mutating func zeros(_ count: Int) { bytes += [UInt8](repeating: 0, count: count) }

  mutating func pad(to alignment: Int) {
    zeros((alignment - bytes.count % alignment) % alignment)
  }
}

/// Strings that other bytes refer to by place and length.
struct StringWriter {
  private(set) var bytes: [UInt8] = []

  /// Adds a string to the blob and its reference to `writer`.
  mutating func add(_ string: String, to writer: inout ByteWriter) {
    writer.append(UInt32(bytes.count))
    writer.append(UInt32(string.utf8.count))
    bytes += Array(string.utf8)
  }
}

/// CRC-32C of some bytes.
func checksum(_ bytes: [UInt8]) -> UInt32 {
  unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    // The array outlives the view.
    return Checksum.of(unsafe Bytes(base: base, count: buffer.count))
  }
}
