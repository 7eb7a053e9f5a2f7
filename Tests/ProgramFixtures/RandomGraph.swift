import Container
import Program

/// Makes valid programs of random operations, sizes and readers: a seed always makes the same one.
package struct RandomGraph {
  private static let sizes = [(1, 1), (3, 5), (17, 9), (8, 8), (4, 12), (2, 2), (16, 10), (1, 7)]
  private static let channels = [3, 16, 20, 48, 32, 5, 1, 24]
  /// Multiply-adds of a convolution; keeps the naive interpreter quick.
  private static let work = 600_000
  private static let largestValue = 24_000

  private var graph: Graph
  private let t: Int?

  package static func make(seed: UInt64) -> Graph {
    var maker = RandomGraph(seed: seed)
    let operations = 6 + maker.graph.random.below(22)
    while maker.graph.nodes.count < operations { maker.grow() }
    maker.finish()
    return maker.graph
  }

  private init(seed: UInt64) {
    graph = Graph(seed: seed)
    let (height, width) = graph.random.pick(Self.sizes)
    _ = graph.picture(height, width, graph.random.pick(Self.channels))
    t = graph.random.chance(75) ? graph.timestep() : nil
    if graph.random.chance(30) {
      _ = graph.picture(height, width, graph.random.pick(Self.channels), name: "y")
    }
  }

  // MARK: choices

  private func isPicture(_ value: Int) -> Bool { value != t }

  /// A picture; the latest ones most of the time, so that chains grow.
  private mutating func source() -> Int {
    let pictures = graph.extents.indices.filter(isPicture)
    return graph.random.chance(60) ? pictures[pictures.count - 1] : graph.random.pick(pictures)
  }

  /// Another picture that fits.
  private mutating func partner(where fits: (Extents) -> Bool) -> Int? {
    let all = graph.extents.indices.filter { isPicture($0) && fits(graph.extents[$0]) }
    return all.isEmpty ? nil : graph.random.pick(all)
  }

  private mutating func groups(_ value: Int) -> Int {
    let channels = Int(graph.extents[value].channels)
    return graph.random.pick((1...channels).filter { channels % $0 == 0 })
  }

  // MARK: operations

  private mutating func grow() {
    let a = source()
    switch graph.random.below(100) {
    case 0..<20: _ = convolution(a)
    case 20..<28: _ = norm(a)
    case 28..<38: _ = graph.silu(a)
    case 38..<50: addition(a)
    case 50..<60: addVector(a)
    case 60..<70: concatenation(a)
    case 70..<76: if let up = upsample(a), graph.random.chance(50) { _ = convolution(up) }
    case 76..<84: attention(a)
    case 84..<88: _ = embedding()
    case 88..<91: modulation(a)
    case 91..<93: averagePool(a)
    case 93..<94: _ = graph.copy(graph.random.chance(50) ? graph.silu(norm(a)) : a)
    // Of an input: elsewhere, roundings would choose among codes.
    case 94..<97: _ = graph.nearestCode(0, codes: 9, index: graph.random.chance(50))
    default: residualBlock(a)
    }
  }

  private mutating func convolution(_ a: Int, outputs: Int? = nil) -> Int {
    let extents = graph.extents[a]
    let outputs = outputs ?? graph.random.pick(Self.channels)
    let stride = graph.random.chance(25) ? graph.random.pick([2, 2, 3, 4]) : 1
    var kernelHeight = graph.random.pick([1, 2, 3, 3, 5, 7, 11])
    var kernelWidth = graph.random.chance(80) ? kernelHeight : graph.random.pick([1, 2, 3, 5, 8])
    if extents.pixels * Int(extents.channels) * outputs * kernelHeight * kernelWidth > Self.work {
      (kernelHeight, kernelWidth) = (1, 1)
    }
    var padding = Padding(
      top: graph.random.below(6), left: graph.random.below(6), bottom: graph.random.below(6),
      right: graph.random.below(6))
    if graph.random.chance(60) { padding = .all(min(5, kernelHeight / 2)) }
    // At least one output.
    if Int(extents.height) + padding.top + padding.bottom < kernelHeight { kernelHeight = 1 }
    if Int(extents.width) + padding.left + padding.right < kernelWidth { kernelWidth = 1 }
    return graph.convolution(
      a, outputs, kernelHeight: kernelHeight, kernelWidth: kernelWidth, stride: stride,
      padding: padding, bias: graph.random.chance(80), isHalf: graph.random.chance(40))
  }

  /// A convolution with the extents of `like`.
  private mutating func matching(_ a: Int, _ like: Extents) -> Int {
    let fits = graph.extents[a].pixels * Int(graph.extents[a].channels) * Int(like.channels) * 9
    return graph.convolution(
      a, Int(like.channels), kernel: fits <= Self.work ? graph.random.pick([1, 3]) : 1,
      isHalf: graph.random.chance(40))
  }

  private mutating func norm(_ a: Int) -> Int {
    let groups = groups(a)
    // Few values have any variance: a small epsilon would make rounding errors of it.
    let isSmall = graph.extents[a].count / groups < 16
    return graph.groupNorm(a, groups: groups, epsilon: isSmall ? 0.1 : 1e-5)
  }

  private mutating func addition(_ a: Int) {
    let extents = graph.extents[a]
    var b = partner { $0 == extents } ?? a
    let other = partner { $0.height == extents.height && $0.width == extents.width } ?? a
    if graph.random.chance(50) { b = matching(other, extents) }
    _ = graph.random.chance(50) ? graph.add(a, b) : graph.add(b, a)
  }

  private mutating func addVector(_ a: Int) {
    let a = graph.random.chance(50) ? convolution(a) : a
    let channels = graph.extents[a].channels
    var vector = partner { $0.pixels == 1 && $0.channels == channels }
    if vector == nil || graph.random.chance(50) {
      guard let one = partner(where: { $0.pixels == 1 }) ?? embedding() else { return }
      let input = graph.random.chance(50) ? graph.silu(one) : one
      vector = graph.convolution(input, Int(channels), kernel: 1)
    }
    guard let vector else { return }
    let sum = graph.add(a, vector)
    if graph.random.chance(25) { _ = graph.add(sum, vector) }
  }

  private mutating func concatenation(_ a: Int) {
    let extents = graph.extents[a]
    let b = partner {
      $0.height == extents.height && $0.width == extents.width
        && $0.channels + extents.channels <= 96
    }
    guard let b else { return }
    let both = graph.random.chance(50) ? graph.concatenate(a, b) : graph.concatenate(b, a)
    guard graph.random.chance(60) else { return }
    let normed = norm(both)
    _ = convolution(graph.random.chance(70) ? graph.silu(normed) : normed)
  }

  private mutating func upsample(_ a: Int) -> Int? {
    graph.extents[a].count * 4 <= Self.largestValue ? graph.upsample(a) : nil
  }

  private mutating func attention(_ a: Int) {
    let extents = graph.extents[a]
    let heads = graph.random.pick([1, 2, 4].filter { Int(extents.channels) % $0 == 0 })
    guard extents.pixels <= 300 else { return }
    let channels = extents.channels
    if graph.random.chance(30) {
      // Whatever has the channels: keys need not have the queries' size.
      let k = partner { $0.channels == channels && $0.pixels <= 300 } ?? a
      let shape = graph.extents[k]
      _ = graph.attention(a, k, partner { $0 == shape } ?? k, heads: heads)
    } else {
      let normed = graph.random.chance(70) ? norm(a) : a
      let q = matching(normed, extents)
      let k = matching(normed, extents)
      let mixed = graph.attention(q, k, matching(normed, extents), heads: heads)
      if graph.random.chance(60) { _ = graph.add(matching(mixed, extents), a) }
    }
  }

  /// A norm whose scale and shift depend on the time, and often its readers.
  private mutating func modulation(_ a: Int) {
    guard let one = partner(where: { $0.pixels == 1 }) ?? embedding() else { return }
    let channels = Int(graph.extents[a].channels)
    let scale = graph.convolution(graph.silu(one), channels, kernel: 1)
    let shift = graph.convolution(graph.silu(one), channels, kernel: 1)
    let groups = groups(a)
    let isSmall = graph.extents[a].count / groups < 16
    let normed = graph.modulatedNorm(
      a, scale: scale, shift: shift, groups: groups, epsilon: isSmall ? 0.1 : 1e-5)
    if graph.random.chance(70) { _ = convolution(graph.silu(normed)) }
  }

  /// Means of what is normalised, activated or neither.
  private mutating func averagePool(_ a: Int) {
    guard graph.extents[a].height >= 2, graph.extents[a].width >= 2 else { return }
    let source = graph.random.chance(60) ? graph.silu(norm(a)) : a
    let pooled = graph.averagePool(source)
    if graph.random.chance(60) { _ = convolution(pooled) }
  }

  private mutating func embedding() -> Int? {
    guard let t else { return nil }
    return graph.embedding(
      t, channels: graph.random.pick([4, 6, 16, 20, 48]), cosinesFirst: graph.random.chance(50),
      shift: graph.random.chance(50) ? 1 : 0)
  }

  /// The block that U-Nets are made of.
  private mutating func residualBlock(_ a: Int) {
    let first = graph.silu(norm(a))
    let shape = Extents(
      height: Int(graph.extents[a].height), width: Int(graph.extents[a].width),
      channels: graph.random.pick(Self.channels))
    var hidden = matching(first, shape)
    if let embedded = embedding() {
      hidden = graph.add(
        hidden, graph.convolution(graph.silu(embedded), Int(shape.channels), kernel: 1))
    }
    let second = matching(graph.silu(norm(hidden)), shape)
    let skip = graph.extents[a] == shape ? a : matching(a, shape)
    _ = graph.random.chance(50) ? graph.add(second, skip) : graph.add(skip, second)
  }

  // MARK: names

  private mutating func finish() {
    let values = graph.inputs.count..<graph.extents.count
    let h = graph.random.chance(70) ? graph.random.pick(Array(values)) : nil
    if let h { graph.name(h, "h") }
    for value in values where value != h && graph.random.chance(7) {
      graph.name(value, "n\(value)")
    }
    graph.nameUnused()
  }
}
