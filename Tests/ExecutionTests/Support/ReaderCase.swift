import ProgramFixtures

/// A small program in which a value has a reader that can't take it in folded form.
struct ReaderCase: Sendable, CustomStringConvertible {
  let description: String
  /// Builds on a picture, another one of its size, and a vector of the picture's channels.
  let build: @Sendable (inout Graph, _ x: Int, _ y: Int, _ vector: Int) -> Void

  init(_ description: String, _ build: @escaping @Sendable (inout Graph, Int, Int, Int) -> Void) {
    self.description = description
    self.build = build
  }

  /// The program for pictures of one size.
  func graph(_ height: Int, _ width: Int, _ channels: Int) -> Graph {
    var graph = Graph(seed: UInt64(height * 100 + channels))
    let x = graph.picture(height, width, channels)
    let y = graph.picture(height, width, channels, name: "y")
    let t = graph.timestep()
    let vector = graph.convolution(graph.embedding(t, channels: 20), channels, kernel: 1)
    build(&graph, x, y, vector)
    graph.nameUnused()
    return graph
  }
}

extension ReaderCase {
  static let all: [ReaderCase] = [
    ReaderCase("SiLU read by an addition and by a convolution") { graph, x, y, _ in
      let active = graph.silu(x)
      _ = graph.add(graph.convolution(active, 16), graph.convolution(graph.add(active, y), 16))
    },
    ReaderCase("concatenation read by attention's projections") { graph, x, y, _ in
      let both = graph.concatenate(x, y)
      let channels = Int(graph.extents[x].channels)
      let q = graph.convolution(both, channels, kernel: 1)
      let k = graph.convolution(both, channels, kernel: 1)
      let v = graph.convolution(both, channels, kernel: 1, isHalf: true)
      let mixed = graph.attention(q, k, v, heads: 1)
      _ = graph.add(graph.convolution(mixed, channels, kernel: 1), x)
    },
    ReaderCase("concatenation read by attention itself") { graph, x, y, _ in
      let both = graph.concatenate(x, y)
      _ = graph.attention(both, graph.concatenate(y, x), both, heads: 2)
    },
    ReaderCase("named upsampling read by a convolution") { graph, x, _, _ in
      let up = graph.upsample(graph.silu(x))
      graph.name(up, "up")
      _ = graph.convolution(up, 20)
    },
    ReaderCase("upsampling after norm, activation and concatenation") { graph, x, y, _ in
      let normed = graph.groupNorm(graph.concatenate(x, y), groups: 2, epsilon: 0.01)
      _ = graph.convolution(graph.upsample(graph.silu(normed)), 5)
    },
    ReaderCase("group norm read by an addition and by a convolution") { graph, x, y, _ in
      let normed = graph.groupNorm(x, groups: 1, epsilon: 0.01)
      _ = graph.add(graph.convolution(graph.silu(normed), 3), graph.convolution(normed, 3))
      _ = graph.add(normed, y)
    },
    ReaderCase("a group across the seam of a concatenation") { graph, x, y, _ in
      let wide = graph.convolution(y, 2 * Int(graph.extents[x].channels), kernel: 1)
      let normed = graph.groupNorm(graph.concatenate(x, wide), groups: 1, epsilon: 0.01)
      _ = graph.convolution(graph.silu(normed), 16)
    },
    ReaderCase("activation before a norm, norm before a norm") { graph, x, _, _ in
      let active = graph.silu(graph.groupNorm(x, groups: 1, epsilon: 0.01))
      _ = graph.convolution(graph.groupNorm(active, groups: 1, epsilon: 0.01), 3)
    },
    ReaderCase("activation twice, upsampling twice") { graph, x, _, _ in
      let twice = graph.upsample(graph.upsample(graph.silu(graph.silu(x))))
      _ = graph.convolution(twice, 3, kernelHeight: 2, kernelWidth: 3, stride: 2)
    },
    ReaderCase("addition of two convolutions") { graph, x, y, _ in
      _ = graph.add(graph.convolution(x, 16), graph.convolution(y, 16, kernel: 5))
    },
    ReaderCase("addition of a convolution to itself and to its source") { graph, x, _, _ in
      let channels = Int(graph.extents[x].channels)
      let made = graph.convolution(x, channels)
      let doubled = graph.add(made, made)
      _ = graph.add(graph.convolution(doubled, channels), doubled)
    },
    ReaderCase("vector added to a convolution and to a picture") { graph, x, y, vector in
      let channels = Int(graph.extents[x].channels)
      _ = graph.add(graph.convolution(x, channels), vector)
      _ = graph.add(y, vector)
      _ = graph.add(graph.silu(y), vector)
    },
    ReaderCase("two vectors added to one convolution") { graph, x, _, vector in
      let made = graph.convolution(x, Int(graph.extents[x].channels))
      _ = graph.add(graph.add(made, vector), graph.silu(vector))
    },
    ReaderCase("vector, then residual, then vector") { graph, x, y, vector in
      let made = graph.convolution(x, Int(graph.extents[x].channels))
      _ = graph.add(graph.add(graph.add(made, vector), y), vector)
    },
    ReaderCase("residual that others read later") { graph, x, y, _ in
      let channels = Int(graph.extents[x].channels)
      let first = graph.add(graph.convolution(x, channels), y)
      let second = graph.add(graph.convolution(first, channels), first)
      let third = graph.add(graph.convolution(second, channels), second)
      _ = graph.add(third, first)
    },
    ReaderCase("a convolution that is named and added to") { graph, x, y, _ in
      let made = graph.convolution(x, Int(graph.extents[x].channels))
      graph.name(made, "h")
      _ = graph.convolution(graph.add(made, y), 3)
    },
    ReaderCase("a convolution taken behind the cut") { graph, x, y, _ in
      let channels = Int(graph.extents[x].channels)
      let early = graph.convolution(x, channels)
      let h = graph.groupNorm(graph.convolution(y, channels), groups: 1, epsilon: 0.01)
      graph.name(h, "h")
      _ = graph.add(early, graph.silu(h))
    },
  ]
}
