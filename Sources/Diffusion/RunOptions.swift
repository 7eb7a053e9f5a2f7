import Container

/// How to invert or generate; the meaning of each field stands in hspace.h.
package struct RunOptions: BitwiseCopyable {
  package static let symmetric: UInt32 = 1
  package static let noRescale: UInt32 = 2
  package static let noBalance: UInt32 = 4
  package static let noResidual: UInt32 = 8
  static let knownFlags: UInt32 = 15

  package var flags: UInt32 = 0
  package var convention = StepConvention.asyrp
  package var steps = 50
  package var t0 = -1
  package var tEdit = 400
  package var tBoost = 0
  package var eta: Float = 0
  package var seed: UInt64 = 0
  /// Steps that are left out, those at the largest timesteps.
  package var skip = 0
  package var variance = StepVariance.ddim
  package var chain = ChainKind.posterior
  /// The caller's eta of each step, in order; a run copies it.
  package var etas: Slice<Float>?
  /// The session has an eta for each step.
  var hasEtas = false
  /// Noise is a latent code's.
  package var decodes = false

  package init() {}

  /// Steps that are made.
  package var used: Int { steps - skip }

  /// Checks what does not depend on the step sequence.
  func check() throws(RunFault) {
    guard flags & ~Self.knownFlags == 0 else {
      throw .invalid(DiffusionError(.flags, value: flags))
    }
    guard NoiseSchedule.timestepCounts.upperBound >= tEdit, tEdit >= 0 else {
      throw .invalid(DiffusionError(.editTimestep, value: tEdit))
    }
    guard (0...tEdit).contains(tBoost) else {
      throw .invalid(DiffusionError(.boostTimestep, value: tBoost))
    }
    guard eta >= 0, eta <= 1 else { throw .invalid(DiffusionError(.eta, value: Double(eta))) }
    guard skip >= 0, skip < steps else { throw .invalid(DiffusionError(.skip, value: skip)) }
    guard let etas else { return }
    guard etas.count == used else { throw .count(expected: used, given: etas.count) }
    for step in 0..<used where !(etas[step] >= 0 && etas[step] <= 1) {
      throw .invalid(DiffusionError(.eta, value: Double(etas[step])))
    }
  }
}
