import Diffusion
import Testing

@Suite struct StepCoefficientsTests {
  private let levels = [4.03582977e-05, 0.0777966584, 0.5, 0.895141591, 0.9999]

  @Test(arguments: [0, 0.3, 1])
  func keepsUnitVariance(eta: Double) throws {
    for (index, alphaBar) in levels.enumerated() {
      for next in levels.dropFirst(index + 1) + [1] {
        let step = try StepCoefficients(alphaBar: alphaBar, next: next, eta: eta)
        let power =
          Double(step.nextFromEpsilon * step.nextFromEpsilon)
          + Double(step.nextFromNoise * step.nextFromNoise)
        #expect((power - (1 - next)).magnitude < 3e-7)
        let expected = eta * ((1 - next) / (1 - alphaBar) * (1 - alphaBar / next)).squareRoot()
        #expect((Double(step.nextFromNoise) - expected).magnitude < 1e-7)
        #expect(step.nextFromX0 == Float(next.squareRoot()))
      }
    }
  }

  @Test func predictsX0() throws {
    let step = try StepCoefficients(alphaBar: 0.36, next: 0.5)
    #expect(step.x0FromX == Float(1 / 0.6))
    #expect((step.x0FromEpsilon - Float(-0.8 / 0.6)).magnitude < 1e-6)
    #expect(step.nextFromNoise == 0)
  }

  @Test func cleanEndIsThePrediction() throws {
    for eta in [0.0, 1] {
      let step = try StepCoefficients(alphaBar: 0.9999, next: 1, eta: eta)
      #expect(step.nextFromX0 == 1 && step.nextFromEpsilon == 0 && step.nextFromNoise == 0)
    }
  }

  @Test func stepUpDrawsNoNoise() throws {
    let up = try StepCoefficients(alphaBar: 0.9, next: 0.2, eta: 1)
    #expect(try up == StepCoefficients(alphaBar: 0.9, next: 0.2))
    #expect(up.nextFromNoise == 0 && up.nextFromEpsilon == Float(0.8.squareRoot()))
  }

  /// Down and up again is the identity for a constant epsilon.
  @Test func inversionUndoesAStep() throws {
    let down = try StepCoefficients(alphaBar: 0.2, next: 0.9)
    let up = try StepCoefficients(alphaBar: 0.9, next: 0.2)
    func move(_ x: Float, by step: StepCoefficients) -> Float {
      step.nextFromX0 * (step.x0FromX * x + step.x0FromEpsilon * 0.7) + step.nextFromEpsilon * 0.7
    }
    #expect((move(move(1.25, by: down), by: up) - 1.25).magnitude < 1e-5)
  }

  @Test(arguments: [-0.1, 1.000001, 2, .infinity, .nan])
  func refusesEta(eta: Double) {
    let error = #expect(throws: DiffusionError.self) {
      try StepCoefficients(alphaBar: 0.5, next: 0.9, eta: eta)
    }
    #expect(error?.reason == .eta)
    #expect(error?.value.bitPattern == eta.bitPattern)
  }
}
