import Foundation

/// Quantities of the DDPM posterior q(x_{t-1} | x_t, x_0), from alpha_bar.
enum Posterior {
  static func betas(_ alphaBar: [Double]) -> [Double] {
    zip(alphaBar, previous(alphaBar)).map { 1 - $0 / $1 }
  }

  static func variance(_ alphaBar: [Double]) -> [Double] {
    zip(alphaBar, previous(alphaBar)).map { now, before in
      (1 - now / before) * (1 - before) / (1 - now)
    }
  }

  /// The variance is 0 at t = 0; its logarithm is cut to the next one's.
  static func logVariance(_ alphaBar: [Double]) -> [Double] {
    let variance = variance(alphaBar)
    return variance.indices.map { log(variance[max($0, 1)]) }
  }

  /// Of x_0.
  static func firstCoefficient(_ alphaBar: [Double]) -> [Double] {
    zip(alphaBar, previous(alphaBar)).map { now, before in
      (1 - now / before) * before.squareRoot() / (1 - now)
    }
  }

  /// Of x_t.
  static func secondCoefficient(_ alphaBar: [Double]) -> [Double] {
    zip(alphaBar, previous(alphaBar)).map { now, before in
      (1 - before) * (now / before).squareRoot() / (1 - now)
    }
  }

  private static func previous(_ alphaBar: [Double]) -> [Double] { [1] + alphaBar.dropLast() }
}
