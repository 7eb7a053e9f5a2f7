import Solvers
import Testing

/// Boundaries of a support vector machine.
struct SupportVectorMachineTests {
  /// Two points on each side of a line; the boundary is between the inner ones.
  @Test(arguments: [false, true])
  func alongALine(_ reversed: Bool) throws {
    let points = [-3.0, -1, 2, 5]
    let labels = points.map { ($0 > 0) != reversed }
    let gram = points.flatMap { left in points.map { left * $0 } }
    let machine = try SupportVectorMachine(gram: gram, isPositive: labels, tolerance: 1e-10)
    let normal = zip(points, machine.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    let sign = reversed ? -1.0 : 1
    // Margins of 1 at -1 and 2.
    #expect(abs(normal - sign * 2 / 3) < 1e-6)
    #expect(abs(machine.bias + sign / 3) < 1e-6)
    for (index, point) in points.enumerated() {
      #expect((machine.decision(points.map { $0 * point }) > 0) == labels[index])
    }
    #expect(abs(machine.coefficients.reduce(0, +)) < 1e-12)
  }

  /// Alphas stay within C, and the sum that the bias demands is kept.
  @Test func overlappingClasses() throws {
    let points = (0..<20).map { Double(($0 * 7) % 20) / 10 - 1 }
    let labels = points.indices.map { ($0 * 3) % 5 < 2 || points[$0] > 0.6 }
    let gram = points.flatMap { left in points.map { left * $0 } }
    let machine = try SupportVectorMachine(gram: gram, isPositive: labels, c: 0.5)
    for (index, coefficient) in machine.coefficients.enumerated() {
      #expect((labels[index] ? coefficient : -coefficient) >= 0)
      #expect(abs(coefficient) <= 0.5 + 1e-12)
    }
    #expect(abs(machine.coefficients.reduce(0, +)) < 1e-9)
  }

  @Test func oneClass() {
    #expect(throws: SolverError.oneClass) {
      _ = try SupportVectorMachine(gram: [1, 0, 0, 1], isPositive: [true, true])
    }
    #expect(throws: SolverError.oneClass) {
      _ = try SupportVectorMachine(gram: [], isPositive: [])
    }
    #expect(throws: SolverError.self) {
      _ = try SupportVectorMachine(gram: [1, 0, 0, 1], isPositive: [true, false], c: -1)
    }
  }
}
