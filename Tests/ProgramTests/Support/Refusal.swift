import Program
import ProgramFixtures

/// An operation whose inputs or tensors do not fit.
struct Refusal: Sendable, CustomStringConvertible {
  let description: String
  let reason: ProgramError.Reason
  /// Appends it, as the last one, to a graph with a 9 x 7 x 20 value and a timestep.
  let build: @Sendable (inout Graph, _ y: Int, _ t: Int) -> Void

  init(
    _ description: String, _ reason: ProgramError.Reason,
    _ build: @escaping @Sendable (inout Graph, Int, Int) -> Void
  ) {
    self.description = description
    self.reason = reason
    self.build = build
  }
}

extension Refusal {
  static let all: [Refusal] = [
    Refusal("weight for other channels", .tensorShape) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.tensors[0].extents[1] = 19
      graph.tensors[0].values.removeLast(4 * 9)
    },
    Refusal("weight of another height", .tensorShape) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.nodes[graph.nodes.count - 1].parameters[0] = 2
    },
    Refusal("weight of another width", .tensorShape) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.nodes[graph.nodes.count - 1].parameters[1] = 1
    },
    Refusal("plain weight", .tensorType) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.tensors[0].isPacked = false
    },
    Refusal("half-precision bias", .tensorType) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.tensors[1].isHalf = true
    },
    Refusal("packed bias", .tensorType) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.tensors[1].isPacked = true
    },
    Refusal("bias for other outputs", .tensorShape) { graph, y, _ in
      _ = graph.convolution(y, 4)
      graph.tensors[1].extents[0] = 3
      graph.tensors[1].values.removeLast()
    },
    Refusal("kernel higher than the picture", .extents) { graph, y, _ in
      let small = graph.convolution(
        y, 4, kernelHeight: 7, kernelWidth: 7, padding: Padding())
      _ = graph.convolution(small, 4, kernelHeight: 5, kernelWidth: 1)
    },
    Refusal("groups that do not divide", .groups) { graph, y, _ in
      _ = graph.groupNorm(y, groups: 3)
    },
    Refusal("gamma of another length", .tensorShape) { graph, y, _ in
      _ = graph.groupNorm(y, groups: 4)
      graph.tensors[0].extents[0] = 16
      graph.tensors[0].values.removeLast(4)
    },
    Refusal("half-precision beta", .tensorType) { graph, y, _ in
      _ = graph.groupNorm(y, groups: 4)
      graph.tensors[1].isHalf = true
    },
    Refusal("modulation of other channels", .channels) { graph, y, t in
      let scale = graph.embedding(t, channels: 20)
      _ = graph.modulatedNorm(
        y, scale: scale, shift: graph.embedding(t, channels: 18), groups: 4)
    },
    Refusal("modulation by a picture", .extents) { graph, y, t in
      _ = graph.modulatedNorm(y, scale: y, shift: graph.embedding(t, channels: 20), groups: 4)
    },
    Refusal("mean of a single column", .extents) { graph, y, _ in
      let narrow = graph.convolution(y, 4, kernelHeight: 1, kernelWidth: 7)
      _ = graph.averagePool(narrow)
    },
    Refusal("codes of other channels", .tensorShape) { graph, y, _ in
      _ = graph.nearestCode(y, codes: 3, index: false)
      graph.tensors[0].extents[1] = 19
      graph.tensors[0].values.removeLast(3)
    },
    Refusal("packed codes", .tensorType) { graph, y, _ in
      _ = graph.nearestCode(y, codes: 3, index: false)
      graph.tensors[0].isPacked = true
    },
    Refusal("sum of other channels", .channels) { graph, y, _ in
      _ = graph.add(y, graph.convolution(y, 19))
    },
    Refusal("sum of another size", .extents) { graph, y, _ in
      _ = graph.add(y, graph.convolution(y, 20, kernelHeight: 2, kernelWidth: 1))
    },
    Refusal("vector as the first term", .extents) { graph, y, t in
      _ = graph.add(graph.embedding(t, channels: 20), y)
    },
    Refusal("concatenation of another size", .extents) { graph, y, _ in
      _ = graph.concatenate(y, graph.convolution(y, 3, kernelHeight: 1, kernelWidth: 2))
    },
    Refusal("keys of other channels", .channels) { graph, y, _ in
      let k = graph.convolution(y, 16)
      _ = graph.attention(y, k, y, heads: 2)
    },
    Refusal("values of another size than the keys", .extents) { graph, y, _ in
      _ = graph.attention(y, y, graph.convolution(y, 20, kernelHeight: 2, kernelWidth: 2), heads: 2)
    },
    Refusal("heads that do not divide", .heads) { graph, y, _ in
      _ = graph.attention(y, y, y, heads: 3)
    },
    Refusal("embedding of a picture", .operand) { graph, y, _ in
      _ = graph.embedding(y, channels: 8)
    },
  ]
}
