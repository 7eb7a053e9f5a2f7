import CKernels
import Container
import Execution
import Program
import ProgramFixtures

/// Memory and executor of one plan.
@safe
final class Run {
  let loaded: LoadedGraph
  let plan: Plan
  private let values: GuardedBlock
  private let scratch: GuardedBlock
  private let shared: GuardedBlock
  private let cancel: GuardedBlock
  let executor: Executor

  convenience init(
    _ loaded: LoadedGraph, _ set: InstructionSet, _ workers: Workers, height: Int = 0,
    width: Int = 0, decoderTwice: Bool = true, profile: StepProfile? = nil
  ) throws(ProgramError) {
    var options = Plan.Options()
    options.height = height
    options.width = width
    options.decoderTwice = decoderTwice
    try self.init(loaded, set, workers, options, profile: profile)
  }

  /// `weights` says where the plan's weights are; nil: in place.
  init(
    _ loaded: LoadedGraph, _ set: InstructionSet, _ workers: Workers, _ options: Plan.Options,
    profile: StepProfile? = nil, weights: ((Plan) throws(ProgramError) -> WeightSource)? = nil
  ) throws(ProgramError) {
    self.loaded = loaded
    plan = try loaded.plan(options)
    values = GuardedBlock(count: plan.valueBytes)
    scratch = GuardedBlock(count: Executor.laneStride(plan) * workers.lanes)
    shared = GuardedBlock(count: plan.sharedBytes)
    cancel = GuardedBlock(count: 4)
    let flag = unsafe cancel.base.assumingMemoryBound(to: Int32.self)
    unsafe flag.pointee = 0
    let source = try weights?(plan)
    // The blocks have the planned sizes and live as long as the executor.
    executor = unsafe Executor(
      plan, kernels: set.kernels, workers: workers, values: values.base, scratch: scratch.base,
      shared: shared.base, cancelFlag: flag, profile: profile, weights: source)
  }

  /// Whether nobody wrote outside of the planned memory.
  var isIntact: Bool {
    values.isIntact && scratch.isIntact && shared.isIntact && cancel.isIntact
  }

  func cancelAll() { unsafe cancel.base.assumingMemoryBound(to: Int32.self).pointee = 1 }

  func set(_ inputs: [[Float]]) {
    for (index, numbers) in inputs.enumerated() {
      let value = executor.value(index)
      for (place, number) in numbers.enumerated() { value[place] = number }
    }
  }

  func value(_ index: Int) -> [Float] {
    let slice = executor.value(index)
    return (0..<slice.count).map { slice[$0] }
  }

  /// Every named value, in the order of the names.
  var named: [[Float]] { loaded.graph.names.map { value($0.value) } }

  /// Runs everything and returns the named values.
  func evaluate(_ inputs: [[Float]]) throws -> [[Float]] {
    set(inputs)
    try executor.run(0, plan.stepCount)
    return named
  }
}

/// The bits of numbers: what has to be equal where equality is exact.
func bits(_ values: [[Float]]) -> [[UInt32]] { values.map { $0.map(\.bitPattern) } }
