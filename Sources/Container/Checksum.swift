import CPlatform

/// A running CRC-32C.
package struct Checksum {
  /// The checksum of everything so far.
  package private(set) var value: UInt32 = 0

  package init() {}

  /// Appends bytes.
  package mutating func update(_ bytes: Bytes) {
    // Bytes promise `count` readable bytes.
    value = unsafe hsp_crc32c(value, bytes.pointer, bytes.count)
  }

  /// The checksum of some bytes.
  package static func of(_ bytes: Bytes) -> UInt32 {
    var sum = Checksum()
    sum.update(bytes)
    return sum.value
  }
}
