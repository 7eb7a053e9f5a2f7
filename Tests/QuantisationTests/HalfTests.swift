import Container
import ProgramFixtures
import Quantisation
import Testing

/// Weights that stay floats become halves.
struct HalfTests {
  /// The halves that the quantiser makes of a first convolution's weights, in their order.
  private func stored(_ weights: [Float]) throws -> (element: ElementType, bits: [UInt16]) {
    var graph = Graph.inner(outputs: 5, inputs: weights.count / 2)
    graph.tensors[0].values = weights
    let result = try SourceModel(SourceModel(graph.file()).quantised())
    try result.verify()
    let tensor = result.tensors[0]
    guard tensor.element == .float16 else { return (tensor.element, []) }
    // One tap and two inputs: output, then input.
    let bits = weights.indices.map { index in
      let (output, input) = (index / 2, index % 2)
      return tensor.payload.load(
        2 * ((output / 16 * 2 + input) * 16 + output % 16), as: UInt16.self)
    }
    return (tensor.element, bits)
  }

  /// Every half, what lies in the middle of two, and its neighbours on both sides.
  @Test func areTheNearest() throws {
    var numbers: [Float] = [65_519, -65_519, 1e-30, -1e-37, 65_504]
    for bits in 0..<UInt16(0x7BFF) {
      let half = Float(Float16(bitPattern: bits))
      let middle = (half + Float(Float16(bitPattern: bits + 1))) / 2
      numbers += [half, -middle, bits % 2 == 0 ? middle.nextUp : -middle.nextDown]
    }
    numbers.append(0)
    let result = try stored(numbers)
    try #require(result.element == .float16)
    #expect(result.bits == numbers.map { Float16($0).bitPattern })
  }

  private static let tooLarge: [Float] = [65_520, -1e30, .infinity, .nan]

  @Test(arguments: HalfTests.tooLarge)
  func leavesWhatIsTooLarge(_ weight: Float) throws {
    #expect(try stored([1, weight, 2, 3]).element == .float32)
  }

  @Test func leavesHalvesAndVectors() throws {
    let source = try SourceModel(Graph.inner(outputs: 40, inputs: 24).file())
    let result = try SourceModel(source.quantised())
    let elements = (0..<6).map { result.tensors[$0].element }
    #expect(elements == [.float16, .float32, .int10, .float32, .float16, .float32])
  }
}
