import Solvers
import Testing

/// Principal components of inner products.
struct PrincipalComponentsTests {
  /// Three vectors about their mean lie in a plane: there are two components.
  @Test func rankOfCentredSamples() throws {
    let rows = [[2.0, 0, 0], [-1, 1, 0], [-1, -1, 0]]
    let gram = rows.flatMap { left in rows.map { dot(left, $0) } }
    let found = try PrincipalComponents(gram: gram, metric: nil, size: 3, limit: 3)
    #expect(found.eigenvalues.count == 2)
    #expect(abs(found.eigenvalues[0] - 6) < 1e-12 && abs(found.eigenvalues[1] - 2) < 1e-12)
    let first = combine(rows, found.coefficients[0])
    #expect(abs(abs(first[0]) - 1) < 1e-12 && abs(first[1]) < 1e-12)
    let second = combine(rows, found.coefficients[1])
    #expect(abs(abs(second[1]) - 1) < 1e-12)
  }

  /// A sketch C Omega of a matrix of low rank gives its eigenvectors exactly, also with too many columns.
  @Test(arguments: [2, 3, 5])
  func sketch(_ columns: Int) throws {
    let eigenvalues = [9.0, 4, 0, 0]
    let omega = (0..<columns).map { (column: Int) -> [Double] in
      (0..<4).map { (row: Int) -> Double in
        let number = 3 * column + 5 * row * row + column * column * row
        return Double(number % 7) - 3
      }
    }
    let sketch = omega.map { zip($0, eigenvalues).map(*) }
    let gram = sketch.flatMap { left in sketch.map { dot(left, $0) } }
    let metric = omega.flatMap { left in sketch.map { dot(left, $0) } }
    let found = try PrincipalComponents(gram: gram, metric: metric, size: columns, limit: 4)
    #expect(found.eigenvalues.count == 2)
    for (index, expected) in [9.0, 4].enumerated() where index < found.eigenvalues.count {
      #expect(abs(found.eigenvalues[index] - expected) < 1e-8)
      let vector = combine(sketch, found.coefficients[index])
      #expect(abs(abs(vector[index]) - 1) < 1e-8)
    }
  }

  @Test func nothing() throws {
    #expect(try PrincipalComponents(gram: [0], metric: nil, size: 1, limit: 3).eigenvalues.isEmpty)
    #expect(try PrincipalComponents(gram: [], metric: nil, size: 0, limit: 3).eigenvalues.isEmpty)
  }

  private func dot(_ left: [Double], _ right: [Double]) -> Double {
    zip(left, right).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func combine(_ rows: [[Double]], _ coefficients: [Double]) -> [Double] {
    rows[0].indices.map { place in
      zip(rows, coefficients).reduce(0) { $0 + $1.0[place] * $1.1 }
    }
  }
}
