import Execution
import Program
import ProgramFixtures
import Testing

/// Random programs against a naive interpreter in double precision.
struct RandomProgramTests {
  static let seeds = 1...50
  static let tolerance = 1e-5

  @Test(arguments: seeds)
  func fusedProgram(seed: Int) throws {
    let ways = InstructionSet.all.map { ($0, Lanes.inline) }
    try compare(
      RandomGraph.make(seed: UInt64(seed)), seed, ways + [(.best, .pool), (.best, .reversed)])
  }

  /// With every value named nothing is folded: the same numbers by another way.
  @Test(arguments: seeds)
  func unfusedProgram(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed)).unfused
    guard graph.names.count <= 64 else { return }
    try compare(graph, seed, [(InstructionSet.all[0], .inline), (.best, .reversed)])
  }

  @Test func largestKernels() throws {
    let ways = InstructionSet.all.map { ($0, Lanes.inline) }
    try compare(LargestKernels.make(), 7, ways + [(.best, .pool), (.best, .reversed)])
  }

  private func compare(
    _ graph: Graph, _ seed: Int, _ ways: [(set: InstructionSet, lanes: Lanes)]
  ) throws {
    let loaded = try LoadedGraph(graph)
    let inputs = graph.inputValues(seed: UInt64(seed) + 1000)
    let naive = NaiveInterpreter(graph, inputs: inputs)
    var first: [[UInt32]]?
    for (set, lanes) in ways {
      try lanes.run { workers in
        let run = try Run(loaded, set, workers)
        let values = try run.evaluate(inputs)
        #expect(run.isIntact, "\(set.name), \(lanes): wrote outside of its memory")
        let (error, name) = worstError(values, naive, graph)
        #expect(error <= Self.tolerance, "\(set.name), \(lanes): \(name) is off by \(error)")
        first = first ?? bits(values)
        #expect(bits(values) == first, "\(set.name), \(lanes): other bits")
      }
    }
  }

  /// The decoder runs again on what the encoder left, and again on a changed h.
  @Test(arguments: seeds)
  func decoderTwice(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed))
    let loaded = try LoadedGraph(graph)
    let inputs = graph.inputValues(seed: UInt64(seed) + 2000)
    let run = try Run(loaded, .best, Workers())
    let first = bits(try run.evaluate(inputs))
    let decoder = run.plan.cutStep + 1
    try run.executor.run(decoder, run.plan.stepCount)
    #expect(bits(run.named) == first)
    guard let cut = run.plan.program.cut else { return }
    let h = run.executor.value(run.plan.program.inputCount + cut)
    for index in 0..<h.count { h[index] += 1 }
    try run.executor.run(decoder, run.plan.stepCount)
    for index in 0..<h.count { h[index] -= 1 }
    try run.evaluateAgain(first, inputs)
  }

  /// A plan for one decoder pass gives the same bits in no more memory.
  @Test(arguments: seeds)
  func plainPlan(seed: Int) throws {
    let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
    let inputs = loaded.graph.inputValues(seed: UInt64(seed) + 3000)
    let twice = try Run(loaded, .best, Workers())
    let once = try Run(loaded, .best, Workers(), decoderTwice: false)
    #expect(once.plan.valueBytes <= twice.plan.valueBytes)
    let expected = bits(try twice.evaluate(inputs))
    let actual = bits(try once.evaluate(inputs))
    #expect(actual == expected)
    #expect(once.isIntact && twice.isIntact)
  }

  /// The generator reaches every kind of operation and of step.
  @Test func coverage() throws {
    var kinds: Set<UInt32> = []
    var steps: Set<UInt8> = []
    var operations = 0
    var planned = 0
    for seed in Self.seeds {
      let graph = RandomGraph.make(seed: UInt64(seed))
      kinds.formUnion(graph.nodes.map(\.kind))
      let plan = try LoadedGraph(graph)
      let made = try plan.plan()
      for index in 0..<made.stepCount { steps.insert(made.steps[index].kind.rawValue) }
      operations += graph.nodes.count
      planned += made.stepCount
    }
    #expect(kinds == Set(1...12))
    let needed: [PlanStep.Kind] = [
      .embed, .moments, .convolve, .condition, .attend, .add, .quantise,
    ]
    #expect(steps.isSuperset(of: needed.map(\.rawValue)))
    #expect(planned < operations, "nothing was fused")
  }
}

extension Run {
  /// Everything from the start, in memory that other runs have used.
  func evaluateAgain(_ expected: [[UInt32]], _ inputs: [[Float]]) throws {
    let again = bits(try evaluate(inputs))
    #expect(again == expected)
    #expect(isIntact)
  }
}
