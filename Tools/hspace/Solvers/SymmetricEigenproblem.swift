import CLAPACK

/// Eigenvalues and eigenvectors of a symmetric matrix, by LAPACK.
package struct SymmetricEigenproblem {
  /// Descending.
  package let values: [Double]
  /// Unit vectors, of the eigenvalues in their order.
  package let vectors: [[Double]]

  /// Solves for a matrix of `size` rows; of unequal halves the mean counts.
  package init(_ matrix: [Double], size: Int) throws(SolverError) {
    precondition(matrix.count == size * size)
    var found = matrix
    for row in 0..<size {
      for column in 0..<row {
        let mean = (matrix[row * size + column] + matrix[column * size + row]) / 2
        found[row * size + column] = mean
        found[column * size + row] = mean
      }
    }
    var ascending = [Double](repeating: 0, count: size)
    if size > 0 { try Self.solve(&found, &ascending, Int32(size)) }
    values = ascending.reversed()
    vectors = (0..<size).reversed().map { Array(found[$0 * size..<($0 + 1) * size]) }
  }

  private static func solve(
    _ matrix: inout [Double], _ values: inout [Double], _ size: Int32
  ) throws(SolverError) {
    var (size, info) = (size, Int32(0))
    // First the sizes of the working memory, then the solution.
    var (work, integers) = ([0.0], [Int32(0)])
    var (workSize, integerSize) = (Int32(-1), Int32(-1))
    for _ in 0..<2 {
      // All arrays have the sizes that are passed.
      unsafe dsyevd_(
        "V", "U", &size, &matrix, &size, &values, &work, &workSize, &integers, &integerSize, &info,
        1, 1)
      guard info == 0 else { throw .noConvergence(Int(info)) }
      guard workSize == -1 else { return }
      (workSize, integerSize) = (Int32(work[0]), integers[0])
      work = [Double](repeating: 0, count: Int(workSize))
      integers = [Int32](repeating: 0, count: Int(integerSize))
    }
  }
}
