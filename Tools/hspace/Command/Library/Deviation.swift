/// The largest difference of values from what they must be, over the standard deviation of these.
///
/// Each of `slices` equal parts is measured by itself, and the worst counts. Nil when the counts differ.
package func deviation(_ values: [Double], from golden: [Double], slices: Int) -> Double? {
  guard values.count == golden.count, !values.isEmpty, slices > 0, values.count % slices == 0
  else { return nil }
  let size = values.count / slices
  return (0..<slices).map { index in
    let range = index * size..<(index + 1) * size
    return deviation(values[range], from: golden[range])
  }.reduce(0, worse)
}

private func deviation(_ values: ArraySlice<Double>, from golden: ArraySlice<Double>) -> Double {
  let count = Double(golden.count)
  let mean = golden.reduce(0, +) / count
  let variance = golden.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
  return zip(values, golden).map { abs($0 - $1) }.reduce(0, worse) / variance.squareRoot()
}

/// The larger one; not a number is worst.
package func worse(_ one: Double, _ two: Double) -> Double {
  one.isNaN || two.isNaN ? .nan : max(one, two)
}
