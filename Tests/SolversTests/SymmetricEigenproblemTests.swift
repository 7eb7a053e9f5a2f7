import Solvers
import Testing

/// Eigenvalues and eigenvectors of symmetric matrices.
struct SymmetricEigenproblemTests {
  @Test func twoByTwo() throws {
    let found = try SymmetricEigenproblem([2, 1, 1, 2], size: 2)
    #expect(abs(found.values[0] - 3) < 1e-14 && abs(found.values[1] - 1) < 1e-14)
    let (first, second) = (found.vectors[0], found.vectors[1])
    #expect(abs(first[0] - first[1]) < 1e-14 && abs(second[0] + second[1]) < 1e-14)
  }

  @Test(arguments: [1, 2, 3, 7, 33])
  func reconstructs(_ size: Int) throws {
    let matrix = randomSymmetric(size)
    let found = try SymmetricEigenproblem(matrix, size: size)
    #expect(found.values == found.values.sorted(by: >))
    for row in 0..<size {
      for column in 0..<size {
        let sum = (0..<size).reduce(0.0) {
          $0 + found.values[$1] * found.vectors[$1][row] * found.vectors[$1][column]
        }
        #expect(abs(sum - matrix[row * size + column]) < 1e-12 * Double(size))
      }
    }
  }

  @Test func nothing() throws {
    #expect(try SymmetricEigenproblem([], size: 0).values.isEmpty)
  }

  private func randomSymmetric(_ size: Int) -> [Double] {
    var generator = SystemRandomNumberGenerator()
    var matrix = [Double](repeating: 0, count: size * size)
    for row in 0..<size {
      for column in 0...row {
        let value = Double.random(in: -1...1, using: &generator)
        matrix[row * size + column] = value
        matrix[column * size + row] = value
      }
    }
    return matrix
  }
}
