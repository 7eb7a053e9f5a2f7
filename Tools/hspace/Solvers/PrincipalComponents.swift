/// Principal components of vectors of which inner products are known: coefficients of a basis.
///
/// Solves gram w = l metric w for the eigenvalues l of the scatter matrix; see `hsp_statistics_matrices`.
package struct PrincipalComponents {
  /// Squared singular values of the centred samples, descending; all positive.
  package let eigenvalues: [Double]
  /// For each component the coefficients of the basis vectors whose sum has length 1.
  package let coefficients: [[Double]]

  /// Below this part of the largest, an eigenvalue is rounding.
  private static let leastRatio = 1e-11

  /// `metric` nil is the identity; at most `limit` components.
  package init(
    gram: [Double], metric: [Double]?, size: Int, limit: Int
  ) throws(SolverError) {
    guard let metric else {
      try self.init(gram, whitened: nil, size: size, limit: limit)
      return
    }
    let inner = try SymmetricEigenproblem(metric, size: size)
    let rank = Self.rank(inner.values)
    // Columns of a matrix W with W' metric W = 1, over the metric's range.
    let whitening = (0..<rank).map { index in
      inner.vectors[index].map { $0 / inner.values[index].squareRoot() }
    }
    try self.init(gram, whitened: whitening, size: size, limit: limit)
  }

  private init(
    _ gram: [Double], whitened: [[Double]]?, size: Int, limit: Int
  ) throws(SolverError) {
    let reduced = whitened.map { Self.congruent(gram, $0, size) } ?? gram
    let reducedSize = whitened?.count ?? size
    let outer = try SymmetricEigenproblem(reduced, size: reducedSize)
    let count = min(limit, Self.rank(outer.values))
    eigenvalues = Array(outer.values.prefix(count))
    coefficients = (0..<count).map { index in
      let scale = 1 / outer.values[index].squareRoot()
      let own = outer.vectors[index].map { $0 * scale }
      guard let whitened else { return own }
      return (0..<size).map { row in
        zip(whitened, own).reduce(0) { $0 + $1.0[row] * $1.1 }
      }
    }
  }

  /// Number of eigenvalues, descending, that are more than rounding.
  private static func rank(_ values: [Double]) -> Int {
    guard let largest = values.first, largest > 0 else { return 0 }
    return values.prefix { $0 > largest * leastRatio }.count
  }

  /// W' A W for the columns of W.
  private static func congruent(_ matrix: [Double], _ columns: [[Double]], _ size: Int) -> [Double]
  {
    let images = columns.map { column in
      (0..<size).map { row in
        var sum = 0.0
        for index in 0..<size { sum += matrix[row * size + index] * column[index] }
        return sum
      }
    }
    return columns.flatMap { left in
      images.map { right in zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    }
  }
}
