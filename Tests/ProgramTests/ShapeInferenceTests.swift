import Program
import ProgramFixtures
import Testing

struct ShapeInferenceTests {
  private func graph() -> (Graph, x: Int) {
    var graph = Graph(seed: 1)
    return (graph, graph.picture(9, 7, 20))
  }

  private func planned(_ graph: Graph) throws -> (Plan, LoadedGraph) {
    var graph = graph
    graph.nameUnused()
    let loaded = try LoadedGraph(graph)
    return (try loaded.plan(), loaded)
  }

  /// Random programs: the extents that the builder expects.
  @Test func randomPrograms() throws {
    for seed in 1...100 {
      let loaded = try LoadedGraph(RandomGraph.make(seed: UInt64(seed)))
      let plan = try loaded.plan()
      for (value, extents) in loaded.graph.extents.enumerated() {
        #expect(plan.extents[value] == extents, "seed \(seed), value \(value)")
      }
    }
  }

  @Test func multiplyAdds() throws {
    var graph = Graph(seed: 1)
    let x = graph.picture(9, 7, 20)
    let q = graph.convolution(x, 20, kernelHeight: 3, kernelWidth: 2, padding: .all(1))
    let k = graph.convolution(x, 20, kernel: 1)
    _ = graph.attention(q, k, k, heads: 4)
    let (plan, _) = try planned(graph)
    let convolutions = 9 * 8 * 20 * 6 * 20 + 63 * 20 * 20
    #expect(plan.multiplyAdds == UInt64(convolutions + 2 * 72 * 20 * 63))
  }

  /// What each operation refuses, with the reason and the operation.
  @Test(arguments: Refusal.all)
  func refusals(refusal: Refusal) {
    var graph = Graph(seed: 1)
    let x = graph.picture(9, 7, 20)
    let t = graph.timestep()
    // One operation before it, so that an index of 0 is no accident.
    let y = graph.silu(x)
    refusal.build(&graph, y, t)
    let operation = graph.nodes.count - 1
    graph.nameUnused()
    #expect(
      planFault(graph) == Fault(reason: refusal.reason, operation: operation), "\(refusal)")
  }

  @Test func deadValue() {
    var graph = Graph(seed: 1)
    let x = graph.picture(3, 3, 4)
    _ = graph.silu(x)
    graph.name(graph.silu(x), "eps")
    #expect(planFault(graph) == Fault(reason: .deadValue, operation: 0))
  }

  /// Sizes that a session may ask for.
  @Test func boundExtents() {
    var graph = Graph(seed: 1)
    let x = graph.picture(8, 8, 4)
    let half = graph.convolution(
      x, 4, kernelHeight: 3, kernelWidth: 3, stride: 2, padding: .all(1))
    graph.name(graph.concatenate(graph.upsample(half), x), "eps")
    #expect(planFault(graph) == nil)
    #expect(planFault(graph, height: 2, width: 6) == nil)
    #expect(planFault(graph, height: 3) == Fault(reason: .extents, operation: 2))
    #expect(planFault(graph, height: -1)?.reason == .inputExtents)
    #expect(planFault(graph, width: 16385)?.reason == .inputExtents)
    #expect(planFault(graph, height: 16384, width: 16384)?.reason == .tooLarge)
  }

  /// Upsampling without end is refused before sums overflow.
  @Test func tooLarge() {
    var graph = Graph(seed: 1)
    var value = graph.picture(1, 1, 1)
    for _ in 0..<40 {
      value = graph.append(
        .upsample, [value], parameters: [2], Extents(height: 1, width: 1, channels: 1))
    }
    graph.name(value, "eps")
    #expect(planFault(graph)?.reason == .tooLarge)
  }
}
