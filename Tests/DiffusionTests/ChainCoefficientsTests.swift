import Diffusion
import Testing

@Suite struct ChainCoefficientsTests {
  private let levels = [4.03582977e-05, 0.0777966584, 0.5, 0.895141591, 0.9999]

  /// Every step leads from q(x_t | x_0) to q(x_t' | x_0): mean and variance are those of the level.
  @Test(arguments: [ChainKind.posterior, .independent, .upward], [0, 0.3, 1])
  func keepsTheLevel(kind: ChainKind, eta: Double) {
    for (index, alphaBar) in levels.enumerated() {
      for next in levels.dropFirst(index + 1) {
        let c = ChainCoefficients(kind, alphaBar: alphaBar, next: next, eta: eta)
        let (picture, x, noise) = (
          Double(c.fromPicture), Double(c.fromX), Double(c.fromNoise)
        )
        let mean = picture + x * alphaBar.squareRoot()
        // Upwards, x holds the noise that is taken out of it again.
        let variance =
          kind == .upward
          ? x * x * (1 - alphaBar) - noise * noise : x * x * (1 - alphaBar) + noise * noise
        // x is far from its mean where alpha_bar is small: rounding of its coefficient shows.
        let tolerance = 3e-7 * max(1, x * x)
        #expect((mean - next.squareRoot()).magnitude < tolerance)
        #expect((variance - (1 - next)).magnitude < tolerance)
      }
    }
  }

  @Test func startAndEnd() {
    let start = ChainCoefficients(startingAt: 0.36)
    #expect(start.fromPicture == 0.6 && start.fromX == 0 && start.fromNoise == 0.8)
    let up = ChainCoefficients(upFrom: 0.5, to: 0.18)
    #expect((up.fromX - 0.6).magnitude < 1e-7 && (up.fromNoise - 0.8).magnitude < 1e-7)
    #expect(up.fromPicture == 0)
    let end = ChainCoefficients.end
    #expect(end.fromPicture == 1 && end.fromX == 0 && end.fromNoise == 0)
  }

  @Test func learnedVarianceLiesBetween() {
    let learned = LearnedVariance(small: 0.04, large: 0.25)
    #expect((learned.sigma(-1) - 0.2).magnitude < 1e-7)
    #expect((learned.sigma(1) - 0.5).magnitude < 1e-7)
    #expect((learned.sigma(0) - Float(0.1.squareRoot())).magnitude < 1e-7)
    // A posterior without variance counts as 1e-20.
    #expect((LearnedVariance(small: 0, large: 0.25).sigma(-1) - 1e-10).magnitude < 1e-16)
  }

  /// DDPM's mean is that of DDIM with eta 1; only the noise differs.
  @Test func ancestralSteps() throws {
    let (alphaBar, next) = (0.3, 0.6)
    let beta = 1 - alphaBar / next
    let small = beta * (1 - next) / (1 - alphaBar)
    let ddim = try StepCoefficients(alphaBar: alphaBar, next: next, eta: 1)
    for (variance, expected) in [
      (StepVariance.fixedSmall, small.squareRoot()), (.fixedLarge, beta.squareRoot()),
    ] {
      let step = try StepCoefficients(alphaBar: alphaBar, next: next, eta: 0, variance: variance)
      #expect(step.nextFromX0 == ddim.nextFromX0 && step.nextFromEpsilon == ddim.nextFromEpsilon)
      #expect((Double(step.nextFromNoise) - expected).magnitude < 1e-7 && step.drawsNoise)
    }
    let learned = try StepCoefficients(alphaBar: alphaBar, next: next, variance: .learned)
    #expect(learned.nextFromNoise == 0 && learned.drawsNoise)
    #expect(learned.learned == LearnedVariance(small: small, large: beta))
    for variance in [StepVariance.fixedSmall, .fixedLarge, .learned] {
      let end = try StepCoefficients(alphaBar: 0.9999, next: 1, variance: variance)
      #expect(!end.drawsNoise && end.nextFromX0 == 1 && end.nextFromEpsilon == 0)
    }
  }
}
