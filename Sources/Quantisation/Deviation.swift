/// How far a tensor's int8 weights are from those that they stand for.
struct Deviation {
  /// Sum of squared differences.
  var loss = 0.0
  /// Sum of squared weights.
  var power = 0.0

  /// The square root of their ratio: ||w - q s|| / ||w||.
  var relative: Double { power > 0 ? (loss / power).squareRoot() : 0 }
}
