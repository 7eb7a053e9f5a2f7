import Execution
import Program
import ProgramFixtures
import Testing

/// What can't be folded: the same numbers as without a plan, at odd sizes.
struct ReaderTests {
  private static let tolerance = 1e-5

  @Test(arguments: ReaderCase.all, [(1, 1), (3, 5), (17, 9)])
  func readers(readers: ReaderCase, size: (Int, Int)) throws {
    for channels in [3, 16, 20, 48] where channels * size.0 < 500 {
      try compare(readers.graph(size.0, size.1, channels), "\(readers), \(channels) channels")
    }
  }

  private func compare(
    _ graph: Graph, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let loaded = try LoadedGraph(graph)
    let inputs = graph.inputValues(seed: 7)
    let naive = NaiveInterpreter(graph, inputs: inputs)
    var first: [[UInt32]]?
    let ways: [(InstructionSet, Lanes)] = [
      (.all[0], .inline), (.best, .pool), (.best, .reversed),
    ]
    for (set, lanes) in ways {
      try lanes.run { workers in
        let run = try Run(loaded, set, workers)
        let values = try run.evaluate(inputs)
        let (error, worst) = worstError(values, naive, graph)
        #expect(
          error <= Self.tolerance, "\(name), \(set.name): \(worst) is off by \(error)",
          sourceLocation: sourceLocation)
        first = first ?? bits(values)
        #expect(
          bits(values) == first, "\(name), \(set.name): other bits",
          sourceLocation: sourceLocation)
        #expect(run.isIntact, sourceLocation: sourceLocation)
        try run.executor.run(run.plan.cutStep + 1, run.plan.stepCount)
        #expect(bits(run.named) == first, "\(name): decoder twice", sourceLocation: sourceLocation)
      }
    }
  }

  /// Convolutions of every kernel, stride and padding that the format has.
  @Test(arguments: [1, 2, 3, 5, 7], [1, 2])
  func convolutions(kernel: Int, stride: Int) throws {
    for (height, width) in [(1, 1), (3, 5), (17, 9)] {
      for padding in [
        Padding(), .all(min(3, kernel / 2)), Padding(bottom: 1, right: 1),
        Padding(top: 3, left: 2, bottom: 0, right: 1),
      ]
      where height + padding.top + padding.bottom >= kernel
        && width + padding.left + padding.right >= kernel
      {
        var graph = Graph(seed: UInt64(kernel * 10 + stride))
        let x = graph.picture(height, width, 20)
        for isHalf in [false, true] {
          _ = graph.convolution(
            graph.silu(x), 17, kernelHeight: kernel, kernelWidth: kernel, stride: stride,
            padding: padding, bias: !isHalf, isHalf: isHalf)
          _ = graph.convolution(
            x, 3, kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: padding,
            isHalf: isHalf)
        }
        graph.nameUnused()
        try compare(graph, "kernel \(kernel), stride \(stride), \(height) x \(width)")
      }
    }
  }

  @Test(arguments: [1, 2, 4], [(1, 1), (3, 5), (17, 9)])
  func attention(heads: Int, size: (Int, Int)) throws {
    for channels in [16, 20, 48] {
      var graph = Graph(seed: UInt64(heads))
      let x = graph.picture(size.0, size.1, channels)
      let k = graph.convolution(x, channels, kernel: 1)
      // Fewer keys than queries.
      let few = graph.convolution(x, channels, kernelHeight: 1, kernelWidth: 1, stride: 2)
      _ = graph.attention(x, k, k, heads: heads)
      _ = graph.attention(x, few, graph.silu(few), heads: heads)
      graph.nameUnused()
      try compare(graph, "\(heads) heads, \(channels) channels")
    }
  }

  /// Pictures that don't fit into one tile are cut into strips.
  @Test(arguments: [1, 2])
  func strips(stride: Int) throws {
    var graph = Graph(seed: 3)
    let x = graph.picture(113, 90, 16)
    let y = graph.silu(graph.groupNorm(x, groups: 4))
    let made = graph.convolution(
      y, 20, kernelHeight: 3, kernelWidth: 3, stride: stride, padding: .all(1), isHalf: true)
    _ = graph.convolution(graph.upsample(made), 3, kernel: 3)
    _ = graph.convolution(graph.concatenate(x, x), 3, kernel: 1)
    graph.nameUnused()
    try compare(graph, "strips, stride \(stride)")
  }

  /// A group of equal numbers has no variance: only epsilon keeps it finite.
  @Test func normOfConstants() throws {
    var graph = Graph(seed: 4)
    let x = graph.picture(4, 4, 20)
    graph.name(graph.groupNorm(x, groups: 5), "out")
    let run = try Run(try LoadedGraph(graph), .best, Workers())
    let values = try run.evaluate([[Float](repeating: 3, count: 320)])[0]
    let beta = graph.tensors[1].values
    for (index, value) in values.enumerated() {
      #expect((value - beta[index % 20]).magnitude < 1e-3)
    }
  }

  @Test(arguments: [0, 1, 20, 500, 999])
  func embedding(t: Int) throws {
    var graph = Graph(seed: 5)
    let input = graph.timestep()
    for shift in [Float(0), 1] {
      for cosinesFirst in [false, true] {
        _ = graph.embedding(input, channels: 34, cosinesFirst: cosinesFirst, shift: shift)
      }
    }
    graph.nameUnused()
    let inputs = [[Float(t)]]
    let run = try Run(try LoadedGraph(graph), .best, Workers())
    let (error, name) = worstError(
      try run.evaluate(inputs), NaiveInterpreter(graph, inputs: inputs), graph)
    #expect(error < 1e-6, "\(name)")
  }

  /// A raised flag stops a run and says where.
  @Test func cancel() throws {
    let loaded = try LoadedGraph(RandomGraph.make(seed: 3))
    let run = try Run(loaded, .best, Workers())
    run.set(loaded.graph.inputValues(seed: 1))
    run.cancelAll()
    #expect(throws: ExecutionError.self) { try run.executor.run(0, run.plan.stepCount) }
    #expect(run.isIntact)
  }

  /// Extents are bound when planning.
  @Test(arguments: [(1, 1), (3, 5), (8, 2)])
  func otherSizes(size: (Int, Int)) throws {
    var graph = ReaderCase.all[0].graph(size.0, size.1, 16)
    let inputs = graph.inputValues(seed: 2)
    let expected = try Run(try LoadedGraph(graph), .best, Workers()).evaluate(inputs)
    // The file says another size.
    graph.inputs[0].extents = Extents(height: 9, width: 9, channels: 16)
    graph.inputs[1].extents = Extents(height: 9, width: 9, channels: 16)
    let run = try Run(
      try LoadedGraph(graph), .best, Workers(), height: size.0, width: size.1)
    let actual = bits(try run.evaluate(inputs))
    #expect(actual == bits(expected))
  }
}
