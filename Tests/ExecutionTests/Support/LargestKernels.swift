import Program
import ProgramFixtures

/// Kernels of the largest size, stride and padding, over more rows than a slab or a small tile holds.
enum LargestKernels {
  static func make() -> Graph {
    var graph = Graph(seed: 97)
    let x = graph.picture(40, 13, 3)
    let same = graph.convolution(x, 20, kernel: 11)
    // In the place of its source.
    let again = graph.convolution(graph.silu(same), 20, kernel: 11)
    let strided = graph.convolution(
      again, 17, kernelHeight: 11, kernelWidth: 11, stride: 4, padding: .all(2))
    let sparse = graph.convolution(
      again, 5, kernelHeight: 2, kernelWidth: 3, stride: 4, padding: .all(5))
    graph.name(strided, "strided")
    graph.name(sparse, "sparse")
    return graph
  }
}
