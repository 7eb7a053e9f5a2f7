import Program
import ProgramFixtures
import Testing

/// Fusion and placement of random programs, checked by walking the plan.
struct PlanTests {
  static let seeds = 1...100

  private func named(_ loaded: LoadedGraph) -> [Int] { loaded.graph.names.map(\.value) }

  /// Every value is there when it is read, and named ones and inputs to the end.
  @Test(arguments: [false, true], [false, true])
  func nothingIsOverwritten(decoderTwice: Bool, isUnfused: Bool) throws {
    for seed in Self.seeds {
      var graph = RandomGraph.make(seed: UInt64(seed))
      if isUnfused { graph = graph.unfused }
      guard graph.names.count <= 64 else { continue }
      let loaded = try LoadedGraph(graph)
      let plan = try loaded.plan(decoderTwice: decoderTwice)
      var checker = PlanChecker(plan)
      checker.run(0..<plan.stepCount)
      checker.expect(named(loaded) + Array(0..<plan.program.inputCount))
      if decoderTwice {
        for _ in 0..<2 {
          checker.run(plan.cutStep + 1..<plan.stepCount)
          checker.expect(named(loaded))
        }
      }
      #expect(checker.faults == [], "seed \(seed)")
    }
  }

  /// Every operation that is not folded away is computed once, after what it reads.
  @Test func stepsComputeEachNamedValueOnce() throws {
    for seed in Self.seeds {
      let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
      let plan = try loaded.plan()
      let outputs = (0..<plan.stepCount).map { plan.steps[$0] }
        .filter { $0.kind != .moments }.map { Int($0.output) }
      #expect(Set(outputs).count == outputs.count, "seed \(seed): computed twice")
      #expect(Set(named(loaded)).isSubset(of: outputs), "seed \(seed): not computed")
      for value in outputs { #expect(plan.step(computing: value) != nil) }
    }
  }

  /// The cut is the step that computes h: everything of the encoder comes before it.
  @Test func cut() throws {
    for seed in Self.seeds {
      let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
      let plan = try loaded.plan()
      if let h = loaded.graph.names.first(where: { $0.name == "h" }) {
        #expect(Int(plan.steps[plan.cutStep].output) == h.value)
        #expect(plan.steps[plan.cutStep].kind != .moments)
      } else {
        #expect(plan.cutStep == plan.stepCount - 1)
      }
    }
  }

  /// Memory is used again: a chain needs no more than two of its values.
  @Test func chainReusesMemory() throws {
    var graph = Graph(seed: 1)
    var value = graph.picture(16, 16, 16)
    for _ in 0..<10 { value = graph.convolution(value, 16) }
    graph.name(value, "eps")
    let plan = try LoadedGraph(graph).plan()
    // The input stays for the next run.
    #expect(plan.valueBytes <= 3 * 16 * 16 * 16 * 4)
  }

  /// A residual that nobody else needs is overwritten by the sum.
  @Test func residualInPlace() throws {
    var graph = Graph(seed: 1)
    var value = graph.convolution(graph.picture(8, 8, 16), 16)
    for _ in 0..<4 {
      value = graph.add(graph.convolution(graph.silu(graph.convolution(value, 16)), 16), value)
    }
    graph.name(value, "eps")
    let loaded = try LoadedGraph(graph)
    let plan = try loaded.plan()
    let shared = (0..<plan.stepCount).map { plan.steps[$0] }.filter {
      $0.residual >= 0
        && plan.offset(ofValue: Int($0.residual)) == plan.offset(ofValue: Int($0.output))
    }
    #expect(shared.count == 4)
    #expect(plan.valueBytes <= 3 * 8 * 8 * 16 * 4)
  }

  /// A residual block of a U-Net takes as many steps as it has to.
  @Test func residualBlockIsFused() throws {
    var graph = Graph(seed: 1)
    let t = graph.picture(1, 1, 20, name: "temb")
    let x = graph.picture(8, 8, 16)
    let first = graph.convolution(graph.silu(graph.groupNorm(x, groups: 4)), 32)
    let projected = graph.convolution(graph.silu(t), 32, kernel: 1)
    let hidden = graph.add(first, projected)
    let second = graph.convolution(graph.silu(graph.groupNorm(hidden, groups: 4)), 32)
    graph.name(graph.add(graph.convolution(x, 32, kernel: 1), second), "eps")
    let plan = try LoadedGraph(graph).plan()
    let kinds = (0..<plan.stepCount).map { plan.steps[$0].kind }
    #expect(kinds.count { $0 == .moments } == 2)
    #expect(kinds.count { $0 == .convolve } == 4)
    #expect(kinds.count == 6)
    let convolutions = 16 * 32 * 9 + 32 * 32 * 9 + 16 * 32
    #expect(plan.multiplyAdds == UInt64(64 * convolutions + 20 * 32))
  }

  /// The tables take what they say, up to padding to 64 bytes; less is refused.
  @Test func tablesAreCounted() throws {
    let loaded = try LoadedGraph(RandomGraph.make(seed: 1))
    let bytes = Plan.tableBytes(loaded.program)
    for missing in [64, 1000, bytes] {
      #expect(fault { try loaded.plan(tableBytes: bytes - missing) } == .memory)
    }
    #expect(fault { try loaded.plan(tableBytes: bytes) } == nil)
  }
}
