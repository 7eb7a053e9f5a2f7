/// The scalars of one sampling step, computed in double precision and rounded once.
///
///     x_0   = x0FromX * x + x0FromEpsilon * epsilon
///     x_t'  = nextFromX0 * x_0 + nextFromEpsilon * epsilon + nextFromNoise * z
///
/// The same step goes down (sampling) and up (inversion, without noise).
package struct StepCoefficients: Equatable {
  /// 1 / sqrt(alpha_bar).
  package let x0FromX: Float
  /// -sqrt(1 - alpha_bar) / sqrt(alpha_bar).
  package let x0FromEpsilon: Float
  /// sqrt(alpha_bar').
  package let nextFromX0: Float
  /// sqrt(1 - alpha_bar' - sigma^2).
  package let nextFromEpsilon: Float
  /// sigma; 0 where the step draws no noise, or every value has its own.
  package let nextFromNoise: Float
  /// Where every value has its own sigma.
  package let learned: LearnedVariance?

  /// Whether the step draws noise.
  package var drawsNoise: Bool { nextFromNoise > 0 || learned != nil }

  /// The step between two values of alpha_bar, at most 1, with eta from 0 to 1; no noise upwards.
  ///
  /// DDPM's mean is that of DDIM with eta 1, whatever its variance; strided steps take 1 - alpha_bar / alpha_bar' for
  /// beta. The step onto the clean end has no noise.
  package init(
    alphaBar: Double, next: Double, eta: Double = 0, variance: StepVariance = .ddim
  ) throws(DiffusionError) {
    precondition(alphaBar > 0 && alphaBar <= 1 && next > 0 && next <= 1)
    guard eta >= 0, eta <= 1 else { throw DiffusionError(.eta, value: eta) }
    let sigma = Self.sigma(
      alphaBar: alphaBar, next: next, eta: variance.isAncestral ? 1 : eta)
    let root = alphaBar.squareRoot()
    // Rounding makes this slightly negative where sigma takes all of it.
    let remaining = 1 - next - sigma * sigma
    x0FromX = Float(1 / root)
    x0FromEpsilon = Float(-((1 - alphaBar).squareRoot() / root))
    nextFromX0 = Float(next.squareRoot())
    nextFromEpsilon = remaining > 0 ? Float(remaining.squareRoot()) : 0
    let beta = 1 - alphaBar / next
    let isRandom = next < 1 && beta > 0
    nextFromNoise =
      switch variance {
      case .ddim, .fixedSmall, .model: Float(sigma)
      case .fixedLarge: isRandom ? Float(beta.squareRoot()) : 0
      case .learned: 0
      }
    learned =
      variance == .learned && isRandom ? LearnedVariance(small: sigma * sigma, large: beta) : nil
  }

  /// Returns eta sqrt((1 - alpha_bar') / (1 - alpha_bar)) sqrt(1 - alpha_bar / alpha_bar').
  static func sigma(alphaBar: Double, next: Double, eta: Double) -> Double {
    guard eta > 0, next > alphaBar else { return 0 }
    let ratio = (1 - next) / (1 - alphaBar)
    return eta * ratio.squareRoot() * (1 - alphaBar / next).squareRoot()
  }
}
