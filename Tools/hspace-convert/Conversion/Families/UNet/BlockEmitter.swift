/// What emits the blocks that U-Nets and autoencoders are made of.
protocol BlockEmitter {
  var configuration: UNetConfiguration { get }
  var layout: any UNetLayout { get }
  /// The layout whose names are the canonical ones.
  var canonical: any UNetLayout { get }
  var ledger: KeyLedger { get set }
  var program: ProgramBuilder { get set }
  /// SiLU of the time embedding, which every residual block projects; nil where there is no time.
  var time: ProgramBuilder.Value? { get }
}

/// What a residual block does to the size of pictures.
enum Scaling {
  case none, halves, doubles
}

extension BlockEmitter {
  typealias Value = ProgramBuilder.Value

  /// A module by its place.
  func module(_ part: UNetPart) -> UNetModule {
    UNetModule(
      paths: [layout.path(part)] + layout.olderPaths(part), canonical: canonical.path(part))
  }

  /// A part of a block: the family's name of it and the canonical one.
  private func module(
    _ part: UNetPart, _ names: [String], _ canonicalName: String
  ) -> UNetModule {
    let block = module(part)
    return UNetModule(
      paths: names.map { "\(block.paths[0]).\($0)" },
      canonical: "\(block.canonical).\(canonicalName)")
  }

  /// Emits conv2(SiLU(norm2(conv1(SiLU(norm1(x))) + projection of the time))) + shortcut(x).
  mutating func residualBlock(
    _ x: Value, _ part: UNetPart, outputs: Int, _ scaling: Scaling = .none
  ) -> Value {
    let (names, canonical) = (layout.residual, DiffusersLayout.residual)
    let path = layout.path(part)
    var h = groupNorm(x, module(part, [names.norm1], canonical.norm1), groups: configuration.groups)
    h = program.silu(h, name: "\(path).act1")
    h = scale(h, scaling, "\(path).resample_h")
    let x = scale(x, scaling, "\(path).resample_x")
    h = convolution(h, module(part, [names.conv1], canonical.conv1), outputs: outputs)
    let projection = module(part, [names.time], canonical.time)
    if let time, !configuration.scaleShift {
      let shift = linear(time, projection, outputs: outputs)
      h = program.add(h, shift, name: "\(path).add_time")
    }
    // Before norm2, so that from there to the sum every operation follows the one that it needs.
    let shortcut =
      x.channels == outputs
      ? x
      : convolution(
        x, module(part, [names.shortcut], canonical.shortcut), outputs: outputs, kernel: 1)
    let norm2 = module(part, [names.norm2], canonical.norm2)
    if let time, configuration.scaleShift {
      h = modulatedNorm(h, time, norm2, projection)
    } else {
      h = groupNorm(h, norm2, groups: configuration.groups)
    }
    // Haas et al.'s middle position of h.
    if case .middle(1) = part, time != nil { program.name(h, "h_middle") }
    h = program.silu(h, name: "\(path).act2")
    h = convolution(h, module(part, [names.conv2], canonical.conv2), outputs: outputs)
    return program.add(h, shortcut, name: "\(path).add_residual")
  }

  private mutating func scale(_ x: Value, _ scaling: Scaling, _ name: String) -> Value {
    switch scaling {
    case .none: x
    case .halves: program.averagePool(x, name: name)
    case .doubles: program.upsample(x, name: name)
    }
  }

  /// Emits norm(h) (1 + scale) + shift; the projection of the time gives scale, then shift.
  private mutating func modulatedNorm(
    _ h: Value, _ time: Value, _ norm: UNetModule, _ projection: UNetModule
  ) -> Value {
    var modulation: [Value] = []
    for (part, name) in ["scale", "shift"].enumerated() {
      var half = projection
      half.rows = TensorRows(name, part: part, of: 2, rows: h.channels)
      modulation.append(linear(time, half, outputs: h.channels))
    }
    let gamma = ledger.vector(norm.weights(), norm.canonical + ".weight", count: h.channels)
    let beta = ledger.vector(norm.biases(), norm.canonical + ".bias", count: h.channels)
    return program.modulatedGroupNorm(
      h, scale: modulation[0], shift: modulation[1], gamma: gamma, beta: beta,
      groups: configuration.groups, epsilon: configuration.epsilon, name: norm.paths[0])
  }

  /// Emits to_out(attention over pixels of group_norm(x)) + x.
  mutating func attentionBlock(
    _ x: Value, _ part: UNetPart, groups: Int, up: Bool = false
  ) -> Value {
    let (names, canonical) = (layout.attention, DiffusersLayout.attention)
    let path = layout.path(part)
    let heads = configuration.heads(of: x.channels, up: up)
    let normal = groupNorm(x, module(part, [names.norm], canonical.norm), groups: groups)
    var projected: [Value] = []
    for (index, kind) in ["q", "k", "v"].enumerated() {
      let projection: UNetModule
      switch names.projections {
      case .separate(let q, let k, let v):
        projection = module(part, [q, k, v][index], "to_\(kind)")
      case .packed(let name, let packing):
        var packed = module(part, [name], "to_\(kind)")
        packed.rows = packing.rows(kind, index, channels: x.channels, heads: heads)
        projection = packed
      }
      projected.append(linear(normal, projection, outputs: x.channels))
    }
    let mixed = program.attention(
      q: projected[0], k: projected[1], v: projected[2], heads: heads, name: "\(path).attention")
    let out = linear(mixed, module(part, names.out, canonical.out[0]), outputs: x.channels)
    return program.add(out, x, name: "\(path).add_residual")
  }

  mutating func downsample(_ x: Value, _ part: UNetPart) -> Value {
    switch configuration.resampling {
    case .plain: return program.averagePool(x, name: layout.path(part))
    case .residual: return residualBlock(x, part, outputs: x.channels, .halves)
    case .convolution:
      // diffusers pads at right and bottom itself where the convolution does not pad.
      let padding: ProgramBuilder.Padding =
        configuration.downsamplePadding == 1
        ? .all(1) : ProgramBuilder.Padding(bottom: 1, right: 1)
      return resampling(x, part, stride: 2, padding: padding)
    }
  }

  mutating func upsample(_ x: Value, _ part: UNetPart) -> Value {
    if configuration.resampling == .residual {
      return residualBlock(x, part, outputs: x.channels, .doubles)
    }
    let larger = program.upsample(x, name: "\(layout.path(part)).upsample")
    return configuration.resampling == .plain ? larger : resampling(larger, part)
  }

  /// Emits the convolution of a resampling module, which a file may hold twice.
  private mutating func resampling(
    _ x: Value, _ part: UNetPart, stride: Int = 1, padding: ProgramBuilder.Padding? = nil
  ) -> Value {
    let module = module(part)
    let value = convolution(x, module, outputs: x.channels, stride: stride, padding: padding)
    ledger.discard(copies: module.weights() + module.biases())
    return value
  }

  /// Emits a convolution, with a bias, that keeps the picture's size unless told otherwise.
  mutating func convolution(
    _ x: Value, _ module: UNetModule, outputs: Int, kernel: Int = 3, stride: Int = 1,
    padding: ProgramBuilder.Padding? = nil
  ) -> Value {
    let weight = ledger.convolution(
      module.weights(), module.canonical + ".weight", outputs: outputs, inputs: x.channels,
      kernel: kernel, module.rows)
    return convolution(
      x, module, weight, outputs: outputs, kernel: kernel, stride: stride,
      padding: padding ?? .all(kernel / 2))
  }

  /// Emits a linear layer as a convolution of single pixels.
  mutating func linear(_ x: Value, _ module: UNetModule, outputs: Int) -> Value {
    let weight = ledger.linear(
      module.weights(), module.canonical + ".weight", outputs: outputs, inputs: x.channels,
      module.rows)
    return convolution(x, module, weight, outputs: outputs, kernel: 1, stride: 1, padding: .all(0))
  }

  private mutating func convolution(
    _ x: Value, _ module: UNetModule, _ weight: Int, outputs: Int, kernel: Int, stride: Int,
    padding: ProgramBuilder.Padding
  ) -> Value {
    let bias = ledger.vector(
      module.biases(), module.canonical + ".bias", count: outputs, module.rows)
    let part = module.rows.map { "[\($0.label)]" } ?? ""
    return program.convolution(
      x, weight: weight, bias: bias, outputs: outputs, kernel: kernel, stride: stride,
      padding: padding, name: module.paths[0] + part)
  }

  mutating func groupNorm(_ x: Value, _ module: UNetModule, groups: Int) -> Value {
    let gamma = ledger.vector(module.weights(), module.canonical + ".weight", count: x.channels)
    let beta = ledger.vector(module.biases(), module.canonical + ".bias", count: x.channels)
    return program.groupNorm(
      x, gamma: gamma, beta: beta, groups: groups, epsilon: configuration.epsilon,
      name: module.paths[0])
  }
}

extension AttentionNames.Packing {
  /// The rows of q, k or v (0, 1 or 2) in a weight that holds all three.
  func rows(_ label: String, _ kind: Int, channels: Int, heads: Int) -> TensorRows {
    switch self {
    case .byKind: return TensorRows(label, part: kind, of: 3, rows: channels)
    case .byHead:
      let depth = channels / max(1, heads)
      let ranges = (0..<heads).map { head in
        let start = (3 * head + kind) * depth
        return start..<start + depth
      }
      return TensorRows(label: label, ranges: ranges, total: 3 * channels)
    }
  }
}
