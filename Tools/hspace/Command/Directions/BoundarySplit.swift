/// Which samples fit a boundary, and which measure it: the last ones of each set are held out.
struct BoundarySplit {
  /// The positive samples come first.
  let isPositive: [Bool]
  /// Indices of samples.
  let fitted: [Int]
  let heldOut: [Int]

  init(positive: Int, negative: Int, heldOut share: Double) {
    isPositive = (0..<positive + negative).map { $0 < positive }
    let (up, down) = (Int(Double(positive) * share), Int(Double(negative) * share))
    fitted =
      Array(0..<positive - up) + Array(positive..<positive + negative - down)
    heldOut =
      Array(positive - up..<positive) + Array(positive + negative - down..<positive + negative)
  }
}
