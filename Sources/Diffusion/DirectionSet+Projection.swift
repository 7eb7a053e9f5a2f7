import Container

extension DirectionSet {
  /// Squared sine of the smallest angle to the ones before it that a direction must have.
  private static var leastSine: Double { 1e-10 }

  /// Fills the first direction without its part in the span of the others (Haas et al., section 3.4).
  ///
  /// v - N' (N N')^-1 N v with everything flattened over all timesteps, by a Cholesky factor of the
  /// others' cosines.
  package func project(into result: Slice<Float>) throws(Fault) {
    var weights = InlineArray<17, Double>(repeating: 0)
    weights[0] = 1
    let length = product(0, 0)
    guard length > 0 else { throw .dependent(0) }
    try solve(&weights)
    try combine(weights, into: result)
    var left = 0.0
    for index in 0..<result.count { left += Double(result[index]) * Double(result[index]) }
    guard left > Self.leastSine * length else { throw .nothingLeft }
  }

  /// Sets the weights of the others.
  private func solve(_ weights: inout InlineArray<17, Double>) throws(Fault) {
    var lengths = InlineArray<17, Double>(repeating: 0)
    var factor = InlineArray<289, Double>(repeating: 0)
    for row in 1..<count {
      lengths[row] = product(row, row).squareRoot()
      guard lengths[row] > 0 else { throw .dependent(row) }
      for column in 1...row {
        var sum = product(row, column) / (lengths[row] * lengths[column])
        for index in 1..<column { sum -= factor[row * 17 + index] * factor[column * 17 + index] }
        if column < row {
          factor[row * 17 + column] = sum / factor[column * 17 + column]
        } else {
          guard sum > Self.leastSine else { throw .dependent(row) }
          factor[row * 17 + row] = sum.squareRoot()
        }
      }
    }
    for row in 1..<count {
      var sum = product(row, 0) / lengths[row]
      for index in 1..<row { sum -= factor[row * 17 + index] * weights[index] }
      weights[row] = sum / factor[row * 17 + row]
    }
    for row in (1..<count).reversed() {
      var sum = weights[row]
      for index in row + 1..<max(count, row + 1) {
        sum -= factor[index * 17 + row] * weights[index]
      }
      weights[row] = sum / factor[row * 17 + row]
    }
    for row in 1..<count { weights[row] /= -lengths[row] }
  }
}
