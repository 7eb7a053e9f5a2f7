import Container
import ProgramFixtures

extension Graph {
  /// A network of three convolutions: of `x`, a middle one of any shape, and one that computes
  /// `eps`; the middle one's weight is tensor 2.
  static func inner(
    outputs: Int, inputs: Int, height: Int = 1, width: Int = 1, isHalf: Bool = false
  ) -> Graph {
    var graph = Graph(seed: UInt64(outputs * 1000 + inputs))
    let x = graph.picture(height, width, 2)
    let first = graph.convolution(x, inputs, kernel: 1)
    let middle = graph.convolution(
      first, outputs, kernelHeight: height, kernelWidth: width, isHalf: isHalf)
    graph.name(graph.convolution(middle, 3, kernel: 1), "eps")
    return graph
  }

  static let middle = 2
}
