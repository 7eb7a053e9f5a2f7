/// Why a problem has no solution that can be used.
package enum SolverError: Error, Equatable, CustomStringConvertible {
  /// LAPACK's `info`.
  case noConvergence(Int)
  /// What libsvm says about the parameters.
  case parameters(String)
  /// Every sample has the same label.
  case oneClass

  package var description: String {
    switch self {
    case .noConvergence(let info): "the eigenvalues were not found (LAPACK: \(info))"
    case .parameters(let sentence): "the support vector machine: \(sentence)"
    case .oneClass: "a boundary needs samples on both sides"
    }
  }
}
