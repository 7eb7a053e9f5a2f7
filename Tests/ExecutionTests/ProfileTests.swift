import Execution
import Program
import ProgramFixtures
import Testing

/// Steps that are measured.
struct ProfileTests {
  private func sums(_ profile: StepProfile) -> StepProfile.Totals {
    var result = StepProfile.Totals()
    for index in 0..<StepProfile.count {
      let totals = profile.entry(index).totals
      result.steps += totals.steps
      result.nanoseconds += totals.nanoseconds
      result.multiplyAdds += totals.multiplyAdds
      result.bytes += totals.bytes
    }
    return result
  }

  /// Nothing is counted while it is off; all of every evaluation while it is on; results are the same.
  @Test(arguments: [1, 7, 23])
  func onAndOff(seed: Int) throws {
    let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
    let inputs = loaded.graph.inputValues(seed: 5)
    let block = GuardedBlock(count: StepProfile.bytes)
    let profile = unsafe StepProfile(block.base)
    let run = try Run(loaded, .best, Workers(), profile: profile)
    let plain = bits(try run.evaluate(inputs))
    #expect(!profile.isOn && sums(profile).steps == 0 && sums(profile).nanoseconds == 0)

    profile.start()
    for _ in 0..<3 { #expect(bits(try run.evaluate(inputs)) == plain) }
    profile.stop()
    #expect(bits(try run.evaluate(inputs)) == plain)
    let measured = sums(profile)
    #expect(measured.steps == UInt64(3 * run.plan.stepCount))
    #expect(measured.multiplyAdds == 3 * run.plan.multiplyAdds)
    #expect(measured.nanoseconds > 0 && measured.bytes > 0)

    profile.start()
    #expect(profile.isOn && sums(profile).steps == 0)
    #expect(block.isIntact)
  }
}

/// The measured limit of the processor.
struct ArithmeticLimitTests {
  /// More than 10 million a second everywhere, less than any processor could do.
  @Test(arguments: InstructionSet.all, [ArithmeticLimit.floats, .integers])
  func isPlausible(set: InstructionSet, limit: ArithmeticLimit) throws {
    let rate = try #require(limit.measure(set.kernels))
    #expect(rate > 1e7 && rate < 1e13)
  }
}
