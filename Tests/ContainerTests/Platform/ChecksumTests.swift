import CPlatform
import Testing

@testable import Container

struct ChecksumTests {
  @Test func knownValues() {
    #expect(sum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(sum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(sum([]) == 0)
  }

  /// All implementations agree at every length and alignment.
  @Test func everyImplementationAgrees() {
    let bytes = (0..<150).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 3) }
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      for start in 0..<9 {
        for count in 0...130 {
          let expected = crcByBits(Array(bytes[start..<start + count]))
          #expect(unsafe hsp_crc32c(0, base + start, count) == expected)
          #expect(unsafe hsp_crc32c_portable(0, base + start, count) == expected)
        }
      }
    }
  }

  @Test func partsMakeTheWhole() {
    let bytes = [UInt8](0..<100)
    let whole = sum(bytes)
    withAligned(bytes) { memory in
      let view = memory.bytes
      for cut in 0...100 {
        var parts = Checksum()
        parts.update(view.checked(0, cut))
        parts.update(view.checked(cut, 100 - cut))
        #expect(parts.value == whole)
      }
    }
  }

  private func sum(_ bytes: [UInt8]) -> UInt32 {
    withAligned(bytes) { Checksum.of($0.bytes) }
  }
}

/// CRC-32C by its definition, bit by bit.
private func crcByBits(_ bytes: [UInt8]) -> UInt32 {
  var crc = ~UInt32(0)
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
  }
  return ~crc
}
