import Program
import ProgramFixtures

/// A U-Net of two levels: one block down, one in the middle, two up, with shortcuts over concatenated skips.
enum SmallUNet {
  static func make(size: Int = 12, channels: Int = 20) -> Graph {
    var graph = Graph(seed: 99)
    let x = graph.picture(size, size, 3)
    let first = graph.convolution(x, channels)
    let down = block(&graph, first, channels)
    let small = graph.convolution(
      down, channels, kernelHeight: 3, kernelWidth: 3, stride: 2, padding: .all(1))
    let h = block(&graph, small, channels)
    graph.name(h, "h")
    var y = block(&graph, graph.concatenate(h, small), channels)
    y = graph.convolution(graph.upsample(y), channels)
    y = block(&graph, graph.concatenate(y, down), channels)
    y = block(&graph, graph.concatenate(y, first), channels)
    let eps = graph.convolution(graph.silu(graph.groupNorm(y, groups: 4, epsilon: 1e-5)), 3)
    graph.name(eps, "eps")
    return graph
  }

  private static func block(_ graph: inout Graph, _ a: Int, _ channels: Int) -> Int {
    let first = graph.silu(graph.groupNorm(a, groups: 4, epsilon: 1e-5))
    let hidden = graph.convolution(first, channels)
    let second = graph.silu(graph.groupNorm(hidden, groups: 4, epsilon: 1e-5))
    let out = graph.convolution(second, channels)
    let shortcut =
      graph.extents[a].channels == Int32(channels) ? a : graph.convolution(a, channels, kernel: 1)
    return graph.add(shortcut, out)
  }
}
