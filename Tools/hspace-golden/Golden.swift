/// What an array must be, within a limit.
struct Golden {
  let array: NumpyArray
  /// Just as right.
  let alternative: NumpyArray?
  /// The first axis counts steps; each is measured by itself.
  let sliced: Bool
  let limit: Double

  /// Largest difference over the golden's standard deviation; nil when the counts differ.
  func error(of values: [Float]) -> Double? {
    let values = values.map(Double.init)
    return [array, alternative].compactMap { $0 }.compactMap { error(of: values, to: $0) }.min()
  }

  private func error(of values: [Double], to golden: NumpyArray) -> Double? {
    guard values.count == golden.values.count, !values.isEmpty else { return nil }
    let slices = sliced ? golden.shape[0] : 1
    let size = values.count / slices
    return (0..<slices).map { index in
      let range = index * size..<(index + 1) * size
      return Self.error(of: values[range], to: golden.values[range])
    }.reduce(0, Self.worse)
  }

  private static func error(of values: ArraySlice<Double>, to golden: ArraySlice<Double>) -> Double
  {
    let count = Double(golden.count)
    let mean = golden.reduce(0, +) / count
    let variance = golden.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return zip(values, golden).map { abs($0 - $1) }.reduce(0, worse) / variance.squareRoot()
  }

  /// The larger one; not a number is worst.
  static func worse(_ one: Double, _ two: Double) -> Double {
    one.isNaN || two.isNaN ? .nan : max(one, two)
  }
}
