import HSpaceLibrary
import Solvers

extension CaseRunner {
  /// A linear boundary between labelled samples, solved to two tolerances, and tried on others.
  func runMachine(_ golden: Case) throws {
    let (x, test) = (try golden.input("X"), try golden.input("X_test"))
    let labels = try golden.input("y").values.map { $0 > 0.5 }
    let (size, features) = (labels.count, x.values.count / max(labels.count, 1))
    guard x.shape.count == 2, test.shape.count == 2, test.shape[1] == features else {
      throw GoldenError("X is of \(x.shape), X_test of \(test.shape)")
    }
    let rows = (0..<size).map { x.slice($0).map(Float.init) }
    let tests = (0..<test.shape[0]).map { test.slice($0).map(Float.init) }
    let tight = try boundary(rows, labels, tests, tolerance: 1e-10)
    let limit = 1e-4
    record(golden, "coef_tight", tight.normal, limit)
    record(golden, "intercept_tight", [tight.intercept], limit, scale: 1)
    record(golden, "dual_alpha_tight", tight.dual.map(abs), limit)
    record(golden, "decision_test", tight.decisions, limit)
    let truth = try golden.input("y_test").values.map { $0 > 0.5 }
    let right = zip(tight.decisions, truth).count { ($0 > 0) == $1 }
    if let accuracy = golden.description.test_accuracy {
      let found = Double(right) / Double(truth.count)
      tally.record(golden.name, "test_accuracy", error: abs(found - accuracy), limit: 1e-9)
    }
    // The default tolerance leaves the solution open to about this much.
    let open = max(1e-3, 2 * (golden.description.coef_default_vs_tight ?? 0))
    let loose = try boundary(rows, labels, tests, tolerance: 1e-3)
    record(golden, "coef", loose.normal, open)
    record(golden, "intercept", [loose.intercept], open, scale: 1)
    if let stored = golden.description.outputs["sav_coef"]?.shape?.first, stored <= features {
      let short = rows.map { Array($0.prefix(stored)) }
      let few = try boundary(short, labels, [], tolerance: 1e-3)
      record(golden, "sav_coef", few.normal, open)
    }
  }

  private struct Boundary {
    let normal: [Double]
    let intercept: Double
    let dual: [Double]
    let decisions: [Double]
  }

  private func boundary(
    _ rows: [[Float]], _ labels: [Bool], _ tests: [[Float]], tolerance: Double
  ) throws -> Boundary {
    let (size, total) = (rows.count, rows.count + tests.count)
    let statistics = try Statistics.keeping(
      rows + tests, steps: 1, valueCount: rows.first?.count ?? 0)
    let gram = try statistics.matrices(0).gram
    let machine = try SupportVectorMachine(
      gram: (0..<size).flatMap { gram[$0 * total..<$0 * total + size] }, isPositive: labels,
      tolerance: tolerance)
    let none = [Double](repeating: 0, count: tests.count)
    let normal = try statistics.direction(machine.coefficients + none, name: "normal")
      .values().map(Double.init)
    // The library has centred the samples.
    let shift = zip(try statistics.mean(0), normal).reduce(0) { $0 + $1.0 * $1.1 }
    return Boundary(
      normal: normal, intercept: machine.bias - shift, dual: machine.coefficients,
      decisions: (size..<total).map { sample in
        machine.decision(Array(gram[sample * total..<sample * total + size]))
      })
  }

  /// Compares an output, if the case has it: with its standard deviation, or with `scale`.
  private func record(
    _ golden: Case, _ name: String, _ values: [Double], _ limit: Double, scale: Double? = nil
  ) {
    guard golden.description.outputs[name] != nil else { return }
    guard let expected = try? golden.golden(name).array.values else {
      return tally.refuse(golden.name, "\(name) cannot be read")
    }
    var error = deviation(values, from: expected, slices: 1)
    if let scale, values.count == expected.count {
      error = zip(values, expected).map { abs($0 - $1) / scale }.reduce(0, worse)
    }
    tally.record(golden.name, name, error: error, limit: limit)
  }
}
