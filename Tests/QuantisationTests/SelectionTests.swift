import Container
import ProgramFixtures
import Quantisation
import Testing

/// Which tensors become integers, and of how many bits.
struct SelectionTests {
  /// Indices of the int8 tensors in the file of a graph.
  private func chosen(_ graph: Graph) throws -> [Int] {
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    try result.verify()
    return (0..<result.tensors.count).filter { result.tensors[$0].element.isInteger }
  }

  /// The weight of the operation that computes a value.
  private func weight(_ graph: Graph, _ value: Int) -> Int {
    graph.nodes[value - graph.inputs.count].tensors[0]
  }

  @Test func keepsFirstLastAndTime() throws {
    var graph = Graph(seed: 1)
    let x = graph.picture(4, 4, 3)
    let t = graph.timestep()
    let embedding = graph.embedding(t, channels: 4)
    let time = graph.silu(graph.convolution(embedding, 8, kernel: 1))
    let first = graph.convolution(x, 6)
    let early = graph.convolution(graph.silu(first), 8)
    let projection = graph.convolution(time, 8, kernel: 1)
    let late = graph.convolution(graph.add(early, projection), 8, isHalf: true)
    graph.name(late, "h")
    let skip = graph.convolution(graph.concatenate(late, early), 8, kernel: 1)
    let attended = graph.attention(skip, skip, skip, heads: 2)
    graph.name(graph.convolution(attended, 3), "eps")
    graph.name(graph.convolution(attended, 3), "sigma")
    let other = graph.convolution(attended, 3)
    graph.name(other, "other")
    #expect(
      try chosen(graph) == [early, late, skip, other].map { weight(graph, $0) }.sorted())
  }

  @Test func keepsWhatReadsThePictureThroughNothing() throws {
    var graph = Graph(seed: 2)
    let x = graph.picture(4, 4, 3)
    let y = graph.picture(4, 4, 3, name: "y")
    let both = graph.convolution(graph.concatenate(x, y), 4)
    let second = graph.convolution(y, 4)
    graph.name(graph.add(both, second), "sum")
    // A concatenation is not the picture itself.
    #expect(try chosen(graph) == [weight(graph, both)])
  }

  @Test func sharedTensorsNeedTheConsentOfAll() throws {
    for order in [[0, 1], [1, 0]] {
      var graph = Graph(seed: 3)
      let x = graph.picture(4, 4, 4)
      let start = graph.convolution(x, 4)
      let first = graph.convolution(start, 4)
      let second = graph.convolution(first, 4)
      graph.name(second, "h")
      let last = graph.convolution(second, 4)
      graph.name(last, "eps")
      #expect(try chosen(graph) == [first, second].map { weight(graph, $0) })
      // The weight of the first or the last operation is also that of an inner one.
      let ends = [start, last].map { $0 - graph.inputs.count }
      let inner = [first, second].map { $0 - graph.inputs.count }
      graph.nodes[inner[order[0]]].tensors[0] = graph.nodes[ends[order[1]]].tensors[0]
      #expect(try chosen(graph) == [weight(graph, [first, second][order[1]])])
      // Two inner ones may share.
      graph.nodes[inner[order[0]]].tensors[0] = graph.nodes[inner[order[1]]].tensors[0]
      #expect(try chosen(graph) == [weight(graph, first)])
    }
  }

  /// A sixteenth of the picture's pixels is enough for 10 bits.
  @Test func highResolutionsAreWide() throws {
    var graph = Graph(seed: 5)
    var y = graph.convolution(graph.picture(16, 16, 3), 4)
    var weights: [Int] = []
    for stride in [1, 2, 2, 2] {
      y = graph.convolution(
        y, 4, kernelHeight: 3, kernelWidth: 3, stride: stride, padding: .all(1))
      weights.append(weight(graph, y))
    }
    graph.name(graph.convolution(y, 3), "eps")
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    #expect(weights.map { result.tensors[$0].element } == [.int10, .int10, .int10, .int8])
  }

  /// Convolutions of many weights take 8 bits, at a quarter of the picture's pixels fewer than below.
  @Test(arguments: [
    (512, 257, 1, 8), (512, 256, 1, 10), (513, 512, 2, 8), (512, 512, 2, 10), (512, 256, 2, 10),
  ])
  func manyWeightsAreNarrow(_ outputs: Int, _ inputs: Int, _ shrinking: Int, _ bits: Int) throws {
    var graph = Graph(seed: 6)
    var y = graph.convolution(graph.picture(8, 8, 3), 4)
    for _ in 0..<shrinking {
      y = graph.convolution(y, inputs, kernelHeight: 1, kernelWidth: 1, stride: 2)
    }
    let chosen = graph.convolution(y, outputs, kernel: 1)
    graph.name(graph.convolution(chosen, 3, kernel: 1), "eps")
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    #expect(result.tensors[weight(graph, chosen)].element == (bits == 10 ? .int10 : .int8))
  }

  @Test func aModelWithNothingToChooseStaysTheSame() throws {
    var graph = Graph(seed: 4)
    let x = graph.picture(4, 4, 3)
    graph.name(graph.convolution(x, 3, isHalf: true), "eps")
    #expect(try SourceModel(graph.file()).quantised() == graph.file())
  }
}
