import HSpaceLibrary
import Solvers

extension CaseRunner {
  /// Principal components of samples, of each step and of all steps as one vector.
  func runComponents(_ golden: Case) throws {
    let h = try golden.input("h")
    guard h.shape.count >= 3 else { throw GoldenError("h is of \(h.shape)") }
    let (samples, steps) = (h.shape[0], h.shape[1])
    let size = h.shape.dropFirst(2).reduce(1, *)
    let statistics = try Statistics.keeping(
      (0..<samples).map { h.slice($0).map(Float.init) }, steps: steps, valueCount: size)
    try compare(
      golden, "mean", (0..<steps).flatMap { try statistics.mean($0).map(Float.init) })
    let limit = try golden.required(golden.description.components, "components")
    let matrices = try (0..<steps).map { try statistics.matrices($0).gram }
    let single = try matrices.map { gram in
      try PrincipalComponents(gram: gram, metric: nil, size: samples, limit: limit)
    }
    let sum = matrices.dropFirst().reduce(matrices[0]) { zip($0, $1).map(+) }
    let joint = try PrincipalComponents(gram: sum, metric: nil, size: samples, limit: limit)
    guard single.allSatisfy({ $0.eigenvalues.count == limit }), joint.eigenvalues.count == limit
    else { throw GoldenError("there are fewer than \(limit) components") }

    let scale = Double(samples - 1)
    try compareValues(
      golden, "singular_values",
      (0..<limit).flatMap { index in single.map { ($0.eigenvalues[index] / scale).squareRoot() } })
    try compareValues(
      golden, "joint_singular_values", joint.eigenvalues.map { ($0 / scale).squareRoot() })
    let vectors = try (0..<limit).map { index in
      try statistics.direction(single.flatMap { $0.coefficients[index] }, name: "c").values()
    }
    let jointVectors = try (0..<limit).map { index in
      try statistics.direction(
        (0..<steps).flatMap { _ in joint.coefficients[index] }, name: "c"
      ).values()
    }
    try compareVectors(golden, "vectors", vectors.flatMap { $0.split(size) })
    try compareVectors(golden, "vectors_aligned", vectors.map { aligned($0, size) })
    try compareVectors(golden, "joint_vectors", jointVectors)
  }

  /// Each step's vector turned so that its inner product with the first step's is not negative.
  private func aligned(_ component: [Float], _ size: Int) -> [Float] {
    let steps = component.split(size)
    return steps.flatMap { step in
      let product = zip(step, steps[0]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return product < 0 ? step.map { -$0 } : step
    }
  }

  /// Relative differences of numbers.
  private func compareValues(_ golden: Case, _ name: String, _ values: [Double]) throws {
    guard golden.description.outputs[name] != nil else { return }
    let expected = try golden.golden(name)
    let error =
      values.count == expected.array.values.count
      ? zip(values, expected.array.values).map { abs($0 - $1) / abs($1) }.reduce(0, worse) : nil
    tally.record(golden.name, name, error: error, limit: 1e-4)
  }

  /// Vectors up to their sign: the largest 1 - |cosine|.
  private func compareVectors(_ golden: Case, _ name: String, _ vectors: [[Float]]) throws {
    guard golden.description.outputs[name] != nil else { return }
    let expected = try golden.golden(name).array.values
    let size = vectors.first?.count ?? 1
    guard vectors.count * size == expected.count else {
      return tally.record(golden.name, name, error: nil, limit: 1e-4)
    }
    let error = vectors.indices.map { index in
      1 - abs(cosine(vectors[index], expected[index * size..<(index + 1) * size]))
    }.reduce(0, worse)
    tally.record(golden.name, "\(name) (1 - |cosine|)", error: error, limit: 1e-4)
  }

  private func cosine(_ found: [Float], _ expected: ArraySlice<Double>) -> Double {
    var (product, first, second) = (0.0, 0.0, 0.0)
    for (value, other) in zip(found.map(Double.init), expected) {
      product += value * other
      first += value * value
      second += other * other
    }
    return product / (first * second).squareRoot()
  }
}

extension Array {
  /// Parts of a size, one behind the other.
  fileprivate func split(_ size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
