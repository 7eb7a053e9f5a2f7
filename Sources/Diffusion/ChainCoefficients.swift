/// The scalars that an encoder's next x is made with: fromPicture x_0 + fromX x + fromNoise n.
package struct ChainCoefficients: Equatable {
  package let fromPicture: Float
  package let fromX: Float
  package let fromNoise: Float

  /// The end of every chain: the picture itself.
  package static var end: ChainCoefficients { ChainCoefficients(1, 0, 0) }

  private init(_ fromPicture: Double, _ fromX: Double, _ fromNoise: Double) {
    self.fromPicture = Float(fromPicture)
    self.fromX = Float(fromX)
    self.fromNoise = Float(fromNoise)
  }

  /// The step from one value of alpha_bar to a larger one; eta is that of the posterior (1: DDPM's).
  package init(_ kind: ChainKind, alphaBar: Double, next: Double, eta: Double) {
    precondition(alphaBar > 0 && alphaBar < next && next <= 1)
    switch kind {
    case .posterior:
      let sigma = StepCoefficients.sigma(alphaBar: alphaBar, next: next, eta: eta)
      // Rounding makes this slightly negative where sigma takes all of it.
      let root = max(0, 1 - next - sigma * sigma).squareRoot()
      let fromX = root / (1 - alphaBar).squareRoot()
      self.init(next.squareRoot() - fromX * alphaBar.squareRoot(), fromX, sigma)
    case .independent:
      self.init(next.squareRoot(), 0, (1 - next).squareRoot())
    case .upward:
      // x_t = sqrt(r) x_t' + sqrt(1 - r) n, solved for x_t'.
      let ratio = alphaBar / next
      self.init(0, 1 / ratio.squareRoot(), -((1 - ratio) / ratio).squareRoot())
    }
  }

  /// The first x of a chain: q(x_t | x_0).
  package init(startingAt alphaBar: Double) {
    self.init(alphaBar.squareRoot(), 0, (1 - alphaBar).squareRoot())
  }

  /// One step upwards: q(x_t | x_t').
  package init(upFrom previous: Double, to alphaBar: Double) {
    let ratio = alphaBar / previous
    self.init(0, ratio.squareRoot(), (1 - ratio).squareRoot())
  }
}
