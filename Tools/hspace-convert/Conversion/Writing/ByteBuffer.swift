/// Bytes that grow by little-endian fields.
struct ByteBuffer {
  private(set) var bytes: [UInt8] = []

  mutating func append<Integer: FixedWidthInteger>(_ value: Integer) {
    bytes.append(contentsOf: littleEndian(value))
  }

  mutating func append(_ reference: StringBlob.Reference) {
    append(reference.offset)
    append(reference.length)
  }

  mutating func append(_ more: [UInt8]) { bytes.append(contentsOf: more) }
}

/// The bytes of an integer, lowest first.
func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  (0..<Integer.bitWidth / 8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}
