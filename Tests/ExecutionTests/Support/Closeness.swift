import ProgramFixtures

/// The largest difference of two arrays, relative to the largest number in the expected one.
func error(_ actual: [Float], _ expected: [Double]) -> Double {
  guard actual.count == expected.count else { return .infinity }
  let largest = expected.reduce(1e-3) { max($0, $1.magnitude) }
  var worst = 0.0
  for (left, right) in zip(actual, expected) {
    // Not a number is not close to anything.
    guard left.isFinite else { return .infinity }
    worst = max(worst, (Double(left) - right).magnitude)
  }
  return worst / largest
}

/// The largest error of all named values, with the name.
func worstError(
  _ actual: [[Float]], _ naive: NaiveInterpreter, _ graph: Graph
) -> (Double, String) {
  var worst = (0.0, "")
  for (values, entry) in zip(actual, graph.names) {
    let error = error(values, naive.values[entry.value].values)
    if error >= worst.0 { worst = (error, entry.name) }
  }
  return worst
}
