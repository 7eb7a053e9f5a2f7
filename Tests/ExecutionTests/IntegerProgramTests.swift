import Execution
import Program
import ProgramFixtures
import Testing

/// Random programs with 8-bit weights, and with values stored in less than single precision.
struct IntegerProgramTests {
  /// Of quantised activations: at most half of one in some thousand at each convolution.
  static let tolerance = 2e-3
  static let halfTolerance = 2e-2
  static let packedTolerance = 0.15

  private func compare(
    _ graph: Graph, _ seed: Int, tolerance: Double, _ variants: [Plan.Options]
  ) throws {
    let loaded = try LoadedGraph(graph)
    let inputs = graph.inputValues(seed: UInt64(seed) + 4000)
    let naive = NaiveInterpreter(graph, inputs: inputs)
    var first: [[UInt32]]?
    let ways = InstructionSet.all.map { ($0, Lanes.inline) } + [(.best, .pool), (.best, .reversed)]
    for options in variants {
      for (set, lanes) in ways {
        try lanes.run { workers in
          let run = try Run(loaded, set, workers, options)
          let values = try run.evaluate(inputs)
          #expect(run.isIntact, "\(set.name), \(lanes): wrote outside of its memory")
          let (error, name) = worstError(values, naive, graph)
          #expect(error <= tolerance, "\(set.name), \(lanes): \(name) is off by \(error)")
          first = first ?? bits(values)
          #expect(bits(values) == first, "\(set.name), \(lanes), \(options): other bits")
        }
      }
    }
  }

  /// What a memory budget may choose: all must give the same bits.
  private func budgets(_ storage: StorageFormat, _ skips: StorageFormat) -> [Plan.Options] {
    var variants: [Plan.Options] = []
    for (slabBytes, recomputes, decoderTwice) in [
      (SlabGeometry.slabBytes, false, true), (1, true, false), (3000, true, true),
      (20_000, false, false),
    ] {
      var options = Plan.Options()
      options.storage = storage
      options.skips = skips
      options.slabBytes = slabBytes
      options.recomputes = recomputes
      options.decoderTwice = decoderTwice
      variants.append(options)
    }
    return variants
  }

  @Test(arguments: RandomProgramTests.seeds)
  func integers(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed)).quantised
    try compare(graph, seed, tolerance: Self.tolerance, budgets(.float32, .float32))
  }

  @Test(arguments: RandomProgramTests.seeds)
  func unfusedIntegers(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed)).quantised.unfused
    guard graph.names.count <= 64 else { return }
    try compare(graph, seed, tolerance: Self.tolerance, budgets(.float32, .float32))
  }

  @Test(arguments: RandomProgramTests.seeds)
  func halves(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed))
    try compare(graph, seed, tolerance: Self.halfTolerance, budgets(.float16, .float16))
    try compare(graph.quantised, seed, tolerance: Self.halfTolerance, budgets(.float16, .float16))
  }

  @Test(arguments: RandomProgramTests.seeds)
  func packedSkips(seed: Int) throws {
    let graph = RandomGraph.make(seed: UInt64(seed))
    try compare(graph, seed, tolerance: Self.packedTolerance, budgets(.float32, .int8))
    try compare(graph.quantised, seed, tolerance: Self.packedTolerance, budgets(.float16, .int8))
  }

  /// Pictures large enough for tiles of 2 x 4 outputs, the last of them cut.
  @Test func wideTiles() throws {
    let graph = SmallUNet.make(size: 18, channels: 20).quantised
    try compare(graph, 2, tolerance: Self.tolerance, budgets(.float32, .float32))
  }

  @Test func largestKernels() throws {
    let graph = LargestKernels.make()
    try compare(graph.quantised, 3, tolerance: Self.tolerance, budgets(.float32, .float32))
    try compare(graph, 3, tolerance: Self.halfTolerance, budgets(.float16, .float16))
  }

  /// An output of the source's extents, but not of its stride: later slabs read rows that earlier ones would write.
  @Test(arguments: [(1, 7), (3, 5)])
  func stridedWithMuchPadding(kernel: Int, size: Int) throws {
    var graph = Graph(seed: 98)
    let first = graph.convolution(graph.picture(size, size, 3), 40)
    let strided = graph.convolution(
      first, 40, kernelHeight: kernel, kernelWidth: kernel, stride: 2, padding: .all(3))
    graph.name(graph.convolution(strided, 3), "eps")
    try compare(graph.quantised, 3, tolerance: Self.tolerance, budgets(.float32, .float32))
  }

  /// Skips have the format that is asked for, wider or narrower than that of the other values.
  @Test func skipsHaveTheirOwnFormat() throws {
    let loaded = try LoadedGraph(SmallUNet.make())
    func bytes(_ storage: StorageFormat, _ skips: StorageFormat) throws -> Int {
      var options = Plan.Options()
      options.storage = storage
      options.skips = skips
      return try loaded.plan(options).valueBytes
    }
    let (narrow, wide) = (try bytes(.float16, .float16), try bytes(.float32, .float32))
    let (wideSkips, narrowSkips) = (try bytes(.float16, .float32), try bytes(.float32, .float16))
    #expect(narrow < wideSkips && wideSkips <= wide)
    #expect(narrow <= narrowSkips && narrowSkips < wide)
    try compare(loaded.graph, 1, tolerance: Self.packedTolerance, budgets(.float16, .float32))
    try compare(loaded.graph, 1, tolerance: Self.packedTolerance, budgets(.float32, .float16))
  }

  /// A small U-Net: every way to keep a skip is taken.
  @Test func everyCopyIsMade() throws {
    let loaded = try LoadedGraph(SmallUNet.make().quantised)
    var options = Plan.Options()
    options.skips = .int8
    let packed = try loaded.plan(options)
    #expect(packed.count { $0.kind == .pack } == 3)
    #expect(packed.count { $0.copyA == .packed || $0.copyB == .packed } >= 6)
    options.recomputes = true
    let again = try loaded.plan(options)
    #expect(again.count { $0.again } == 1)
    #expect(again.count { $0.kind == .pack } == 3)
    options.skips = .float32
    let plain = try loaded.plan(options)
    #expect(plain.count { $0.kind == .pack } == 0)
    #expect(plain.count { $0.copyA == .again || $0.copyB == .again } >= 2)
    try compare(loaded.graph, 1, tolerance: Self.tolerance, budgets(.float32, .float32))
    try compare(loaded.graph, 1, tolerance: Self.packedTolerance, budgets(.float16, .int8))
  }
}

extension Plan {
  /// Number of steps that satisfy a condition.
  func count(_ condition: (PlanStep) -> Bool) -> Int {
    (0..<stepCount).count { condition(steps[$0]) }
  }
}
