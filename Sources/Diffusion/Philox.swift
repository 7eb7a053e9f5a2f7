/// Philox 4x32-10, a counter-based generator (Salmon and others, 2011): a keyed mixing of a counter.
enum Philox {
  /// Four words of counter or result.
  struct Block: Equatable {
    var a, b, c, d: UInt32
  }

  /// Returns the four random words that belong to a counter.
  static func words(_ counter: Block, key: UInt64) -> Block {
    var state = counter
    var low = UInt32(truncatingIfNeeded: key)
    var high = UInt32(truncatingIfNeeded: key >> 32)
    for _ in 0..<10 {
      let first = state.a.multipliedFullWidth(by: 0xd251_1f53)
      let second = state.c.multipliedFullWidth(by: 0xcd9e_8d57)
      state = Block(
        a: second.high ^ state.b ^ low, b: second.low,
        c: first.high ^ state.d ^ high, d: first.low)
      low &+= 0x9e37_79b9
      high &+= 0xbb67_ae85
    }
    return state
  }
}
