import HSpaceLibrary

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
    deviation(values, from: golden.values, slices: sliced ? golden.shape[0] : 1)
  }
}
