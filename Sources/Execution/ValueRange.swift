/// How large the values can be that become integers.
struct ValueRange {
  /// The largest magnitude.
  let peak: Float
  /// What the smaller one of both sides reaches of it, 0 to 1.
  let low: Float

  /// Values of either sign.
  init(peak: Float) {
    self.peak = peak
    low = 1
  }

  /// Values of SiLU: at least -0.2785, at most its argument.
  init(siluUpTo largest: Float) {
    peak = max(0.2785, largest)
    low = 0.2785 / peak
  }
}
