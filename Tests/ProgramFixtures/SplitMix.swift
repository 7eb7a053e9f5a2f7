/// SplitMix64: small, seeded, the same on every machine.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Evenly spread between -1 and 1.
  package mutating func value() -> Float {
    Float(Int64(bitPattern: next()) >> 40) * 0x1p-23
  }

  package mutating func values(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in value() * scale }
  }

  /// One of 0 ..< count.
  package mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  package mutating func pick<T>(_ choices: [T]) -> T { choices[below(choices.count)] }

  /// True `percent` times out of a hundred.
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
