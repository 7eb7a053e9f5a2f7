/// The SHA-256 hash (FIPS 180-4), fed piece by piece.
struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var schedule = [UInt32](repeating: 0, count: 64)
  /// Bytes of a block that is not yet full.
  private var pending: [UInt8] = []
  private var length: UInt64 = 0

  /// Hashes more bytes.
  mutating func update(_ bytes: Span<UInt8>) {
    length += UInt64(bytes.count)
    var next = 0
    if !pending.isEmpty {
      while next < bytes.count, pending.count < 64 {
        pending.append(bytes[next])
        next += 1
      }
      guard pending.count == 64 else { return }
      let block = pending
      compress(block.span, at: 0)
      pending.removeAll(keepingCapacity: true)
    }
    while bytes.count - next >= 64 {
      compress(bytes, at: next)
      next += 64
    }
    while next < bytes.count {
      pending.append(bytes[next])
      next += 1
    }
  }

  mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Hashes a string's length in UTF-8 and its bytes, so that neighbouring strings cannot run together.
  mutating func update(framed text: String) {
    let bytes = Array(text.utf8)
    update(littleEndian(UInt64(bytes.count)))
    update(bytes)
  }

  /// Pads and returns the 32 bytes of the hash; the value is of no use afterwards.
  mutating func finish() -> [UInt8] {
    let bits = length &* 8
    let padding = (119 - Int(length % 64)) % 64
    update([0x80] + [UInt8](repeating: 0, count: padding))
    update((0..<8).map { UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * $0)) })
    return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
    }
  }

  private mutating func compress(_ bytes: Span<UInt8>, at start: Int) {
    for i in 0..<16 {
      let at = start + 4 * i
      schedule[i] =
        UInt32(bytes[at]) << 24 | UInt32(bytes[at + 1]) << 16
        | UInt32(bytes[at + 2]) << 8 | UInt32(bytes[at + 3])
    }
    for i in 16..<64 {
      let (a, b) = (schedule[i - 15], schedule[i - 2])
      let s0 = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
      let s1 = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
      schedule[i] = schedule[i - 16] &+ s0 &+ schedule[i - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for i in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let t1 = h &+ s1 &+ (e & f ^ ~e & g) &+ Self.constants[i] &+ schedule[i]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let t2 = s0 &+ (a & b ^ a & c ^ b & c)
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
    }
    for (i, word) in [a, b, c, d, e, f, g, h].enumerated() { state[i] &+= word }
  }

  private func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word &>> count | word &<< (32 &- count)
  }
}
