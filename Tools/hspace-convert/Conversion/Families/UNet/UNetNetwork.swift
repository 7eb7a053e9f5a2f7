/// Turns a U-Net into a program and takes its tensors.
///
/// Operations are named by their modules' paths in the source.
struct UNetNetwork: BlockEmitter {
  let configuration: UNetConfiguration
  let layout: any UNetLayout
  let canonical: any UNetLayout
  var ledger: KeyLedger
  var program = ProgramBuilder(name: "unet")
  private(set) var time: ProgramBuilder.Value?
  /// Outputs of the encoder that the decoder has not used yet, last in first out.
  private var skips: [ProgramBuilder.Value] = []

  /// Builds the whole network; the ledger tells whether the checkpoint's keys and shapes are this network's.
  init(
    _ configuration: UNetConfiguration, _ layout: any UNetLayout, _ ledger: KeyLedger
  ) {
    self.configuration = configuration
    self.layout = layout
    canonical = DiffusersLayout(resampling: configuration.resampling)
    self.ledger = ledger
    build()
  }

  private mutating func build() {
    let x = program.input(
      ProgramInput(
        name: "x", kind: .picture, channels: configuration.inputChannels,
        height: configuration.height, width: configuration.width))
    let t = program.input(
      ProgramInput(name: "t", kind: .timestep, channels: 1, height: 1, width: 1))
    embedTime(t)
    // A copy: the innermost skip is the same value, and stays what it is when h_before is changed.
    let before = program.copy(encode(x), name: "h_before")
    program.name(before, "h_before")
    let h = middle(before)
    program.name(h, "h")
    predict(decode(h))
  }

  private mutating func embedTime(_ t: Value) {
    let width = configuration.timeChannels
    let waves = program.timestepEmbedding(
      t, channels: configuration.baseChannels, cosineFirst: configuration.cosineFirst,
      frequencyShift: Float(configuration.frequencyShift), name: "time_proj")
    let hidden = linear(waves, module(.time(0)), outputs: width)
    let active = program.silu(hidden, name: "time_embedding.act")
    let temb = linear(active, module(.time(1)), outputs: width)
    program.name(temb, "temb")
    time = program.silu(temb, name: "temb_act")
  }

  private mutating func encode(_ x: Value) -> Value {
    let levels = configuration.channels
    var h = convolution(x, module(.first), outputs: configuration.firstChannels)
    skips = [h]
    for (level, channels) in levels.enumerated() {
      for layer in 0..<configuration.layersPerBlock {
        h = residualBlock(h, .down(level: level, layer: layer), outputs: channels)
        if configuration.downAttention[level] {
          h = attentionBlock(
            h, .downAttention(level: level, layer: layer), groups: configuration.groups)
        }
        skips.append(h)
      }
      if level < levels.count - 1 {
        h = downsample(h, .downsample(level: level))
        skips.append(h)
      }
    }
    return h
  }

  private mutating func middle(_ before: Value) -> Value {
    let channels = before.channels
    var h = residualBlock(before, .middle(0), outputs: channels)
    h = attentionBlock(h, .middleAttention, groups: configuration.middleGroups)
    return residualBlock(h, .middle(1), outputs: channels)
  }

  private mutating func decode(_ middle: Value) -> Value {
    var h = middle
    for (block, channels) in configuration.channels.reversed().enumerated() {
      for layer in 0...configuration.layersPerBlock {
        let part = UNetPart.up(block: block, layer: layer)
        h = program.concatenate(h, skips.removeLast(), name: "\(layout.path(part)).concatenate")
        h = residualBlock(h, part, outputs: channels)
        if configuration.upAttention[block] {
          h = attentionBlock(
            h, .upAttention(block: block, layer: layer), groups: configuration.groups, up: true)
        }
      }
      if block < configuration.channels.count - 1 { h = upsample(h, .upsample(block: block)) }
    }
    return h
  }

  /// Emits eps, and sigma where the network predicts its variance.
  private mutating func predict(_ decoded: Value) {
    var h = groupNorm(decoded, module(.norm), groups: configuration.groups)
    h = program.silu(h, name: "conv_act")
    let outputs = configuration.inputChannels
    var last = module(.last)
    guard configuration.learnsVariance else {
      return program.name(convolution(h, last, outputs: outputs), "eps")
    }
    for (part, name) in ["eps", "sigma"].enumerated() {
      last.rows = TensorRows(name, part: part, of: 2, rows: outputs)
      program.name(convolution(h, last, outputs: outputs), name)
    }
  }
}
