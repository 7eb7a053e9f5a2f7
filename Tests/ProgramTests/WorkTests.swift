import Program
import ProgramFixtures
import Testing

/// What a plan says that its steps do.
struct WorkTests {
  /// The work of each step, and all multiply-adds of the plan.
  private func works(_ graph: Graph) throws -> (steps: [StepWork], multiplyAdds: UInt64) {
    let loaded = try LoadedGraph(graph)
    let plan = try loaded.plan()
    // The plan's tables are the graph's.
    return withExtendedLifetime(loaded) {
      ((0..<plan.stepCount).map { plan.work(of: plan.steps[$0]) }, plan.multiplyAdds)
    }
  }

  /// However operations are fused, their products are counted once.
  @Test func multiplyAddsAreThoseOfThePlan() throws {
    for seed in 1...100 {
      let fused = RandomGraph.make(seed: UInt64(seed))
      for graph in [fused, fused.unfused] {
        let (steps, multiplyAdds) = try works(graph)
        #expect(steps.reduce(0) { $0 + $1.multiplyAdds } == multiplyAdds, "seed \(seed)")
        #expect(steps.allSatisfy { $0.bytes > 0 }, "seed \(seed)")
      }
    }
  }

  @Test func kinds() throws {
    var graph = Graph(seed: 1)
    let t = graph.timestep()
    let x = graph.picture(8, 8, 16)
    let time = graph.convolution(graph.embedding(t, channels: 8), 32, kernel: 1)
    let first = graph.convolution(graph.silu(graph.groupNorm(x, groups: 4)), 32)
    let small = graph.convolution(
      graph.add(first, time), 32, kernelHeight: 3, kernelWidth: 3, stride: 2, padding: .all(1))
    let wide = graph.convolution(small, 32, kernel: 5)
    let q = graph.convolution(wide, 32, kernel: 1)
    let mixed = graph.attention(q, q, q, heads: 2)
    graph.name(graph.silu(mixed), "eps")
    let kinds = try works(graph).steps.map(\.kind)
    #expect(
      kinds == [
        .timeEmbedding, .timeEmbedding, .moments, .convolution3x3, .convolutionStrided,
        .convolutionOther, .convolution1x1, .attention, .conditioning,
      ])
    #expect(Set(kinds.map { $0.name.description }).count == Set(kinds).count)
  }

  /// Sources, output and weights, each once; a fused residual is a source.
  @Test func bytesAndProducts() throws {
    var graph = Graph(seed: 1)
    let x = graph.picture(6, 4, 16)
    graph.name(graph.add(graph.convolution(x, 16), x), "eps")
    let work = try works(graph).steps
    #expect(work.count == 1)
    #expect(work[0].multiplyAdds == 24 * 16 * 16 * 9)
    #expect(work[0].bytes == 3 * 24 * 16 * 4 + 16 * 16 * 9 * 4 + 16 * 4)
    #expect(!work[0].isInteger)
  }
}
