import Container
import ProgramFixtures
import Quantisation
import Testing

/// The numbers of int8 tensors, against a naive reference.
struct ValueTests {
  private static let shapes = [
    (1, 1, 1, 1), (16, 4, 1, 1), (15, 3, 3, 3), (17, 5, 1, 2), (33, 7, 2, 1), (5, 13, 2, 2),
    (48, 8, 3, 3), (1, 1, 7, 7), (31, 2, 1, 7),
    // More values of a block than fit one chunk.
    (3, 500, 3, 3),
  ]

  @Test(arguments: shapes, [false, true])
  func matchTheReference(
    _ shape: (outputs: Int, inputs: Int, height: Int, width: Int), _ isHalf: Bool
  ) throws {
    try compare(
      Graph.inner(
        outputs: shape.outputs, inputs: shape.inputs, height: shape.height, width: shape.width,
        isHalf: isHalf))
  }

  /// Quantises and compares bits, errors and what the weights come to.
  private func compare(_ graph: Graph) throws {
    let source = try SourceModel(graph.file())
    let host = TestHost()
    let result = try SourceModel(source.quantised(host))
    try result.verify()
    let tensor = result.tensors[Graph.middle]
    // One output pixel is a large part of a small picture.
    let picture = graph.inputs[0].extents.pixels
    #expect(tensor.element == (picture <= 16 ? .int10 : .int8) && tensor.layout == .packed)
    let naive = NaiveQuantisation(graph.tensors[Graph.middle], tensor.element)
    #expect(tensor.payload.array == naive.payload)
    try #require(host.errors.count == 1)
    #expect(host.errors[0].name == "tensor \(Graph.middle)")
    #expect(abs(host.errors[0].error - naive.error) <= 1e-3 * naive.error + 1e-6)
    let weights = Int8Weights(tensor)
    for (index, weight) in graph.tensors[Graph.middle].values.enumerated() {
      let output = index / (graph.tensors[Graph.middle].values.count / tensor.extents.outputs)
      let scale = weights.scales[output]
      let taps = tensor.extents.height * tensor.extents.width
      let (input, tap) = (index / taps % tensor.extents.inputs, index % taps)
      let groups = Int8Weights.inputBlocks(tensor.extents)
      let row = (output / 16 * taps + tap) * groups + input / 4
      let place = row * 64 * Int8Weights.parts(tensor.element) + output % 16 * 4 + input % 4
      var value = Int(weights.values.load(place, as: Int8.self))
      if tensor.element == .int10 {
        value = 4 * value + Int(weights.values.load(place + 64, as: Int8.self))
      }
      #expect((weight - Float(value) * scale).magnitude <= 0.5001 * scale)
    }
  }

  /// Weights of an output, that stand for all kinds of trouble.
  private static let rows: [[Float]] = [
    [0, 0, 0, 0, 0], [-0.0, 0, -0.0, 0, 0],
    // Ties go to the even neighbour.
    [127, 0.5, 1.5, -0.5, -2.5], [508, 0.5, 1.5, -0.5, -2.5], [-127, 63.5, -63.5, 62.5, -62.5],
    [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 1, 0, 3e37],
    [1, 1, 1, 1, 1], [-3, -3, -3, -3, -3], [1, 1e-30, -1e-30, 0, 0],
    [.leastNormalMagnitude, -.leastNormalMagnitude, 0, 0, 0],
    [1e-36, 5e-37, -1e-36, 0, 2.5e-37],
  ]

  @Test func survivesExtremes() throws {
    var graph = Graph.inner(outputs: Self.rows.count, inputs: 5)
    graph.tensors[Graph.middle].values = Self.rows.flatMap { $0 }
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    try result.verify()
    #expect(
      result.tensors[Graph.middle].payload.array
        == NaiveQuantisation(graph.tensors[Graph.middle], .int10).payload)
  }

  /// Scales that lose digits, or vanish, still give a valid file.
  @Test(arguments: [1, 60, 63, 64, 100, 160, 190, 191, 500] as [UInt32])
  func survivesSubnormalNumbers(_ bits: UInt32) throws {
    var graph = Graph.inner(outputs: 1, inputs: 3)
    let weight = Float(bitPattern: bits)
    graph.tensors[Graph.middle].values = [weight, -weight, 0]
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    try result.verify()
    for index in 0..<result.tensors.count { try result.tensors.checkScales(index) }
    #expect(
      result.tensors[Graph.middle].payload.array
        == NaiveQuantisation(graph.tensors[Graph.middle], .int10).payload)
  }

  @Test func readsEveryHalf() throws {
    let halves = (0..<UInt32(0x10000)).map { Float16(bitPattern: UInt16($0)) }.filter(\.isFinite)
    // Each value among others of its size, so that it does not become zero.
    let rows = stride(from: 0, to: halves.count, by: 64).map {
      halves[$0..<$0 + 64].map(Float.init)
    }
    var graph = Graph.inner(outputs: rows.count, inputs: 64, isHalf: true)
    graph.tensors[Graph.middle].values = rows.flatMap { $0 }
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    #expect(
      result.tensors[Graph.middle].payload.array
        == NaiveQuantisation(graph.tensors[Graph.middle], .int10).payload)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, -.nan], [false, true])
  func refusesWhatIsNotFinite(_ weight: Float, _ isHalf: Bool) throws {
    var graph = Graph.inner(outputs: 18, inputs: 3, height: 2, width: 1, isHalf: isHalf)
    // Output 17, input 2, tap 1.
    graph.tensors[Graph.middle].values[(17 * 3 + 2) * 2 + 1] = weight
    let source = try SourceModel(graph.file())
    let payload = source.tensors[Graph.middle].payload
    let place = (((1 * 2 + 1) * 3 + 2) * 16 + 1) * (isHalf ? 2 : 4)
    do {
      _ = try source.quantised()
      Issue.record("not refused")
    } catch QuantisationError.notFinite(let offset, let tensor) {
      #expect(offset == payload.origin + place)
      #expect(tensor.count == "tensor 2".utf8.count)
    }
  }
}
