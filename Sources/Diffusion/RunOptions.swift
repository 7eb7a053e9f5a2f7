/// How to invert or generate; the meaning of each field stands in hspace.h.
package struct RunOptions: BitwiseCopyable {
  package static let symmetric: UInt32 = 1
  package static let noRescale: UInt32 = 2
  package static let noBalance: UInt32 = 4

  package var flags: UInt32 = 0
  package var convention = StepConvention.asyrp
  package var steps = 50
  package var t0 = -1
  package var tEdit = 400
  package var tBoost = 0
  package var eta: Float = 0
  package var seed: UInt64 = 0

  package init() {}

  /// Checks what does not depend on the step sequence.
  func check() throws(RunFault) {
    guard flags & ~7 == 0 else { throw .invalid(DiffusionError(.flags, value: flags)) }
    guard NoiseSchedule.timestepCounts.upperBound >= tEdit, tEdit >= 0 else {
      throw .invalid(DiffusionError(.editTimestep, value: tEdit))
    }
    guard (0...tEdit).contains(tBoost) else {
      throw .invalid(DiffusionError(.boostTimestep, value: tBoost))
    }
    guard eta >= 0, eta <= 1 else { throw .invalid(DiffusionError(.eta, value: Double(eta))) }
  }
}
