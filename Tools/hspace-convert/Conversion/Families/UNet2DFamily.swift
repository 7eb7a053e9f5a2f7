/// Turns a `UNet2DModel` into a program and takes its tensors.
///
/// Operations are named by their modules' paths in diffusers.
struct UNet2DFamily {
  typealias Value = ProgramBuilder.Value

  let configuration: UNet2DConfiguration
  var ledger: KeyLedger
  var program = ProgramBuilder(name: "unet")
  /// SiLU of the time embedding, which every residual block projects.
  var time = Value(number: -1, channels: 0)
  /// Outputs of the encoder that the decoder has not used yet, last in first out.
  var skips: [Value] = []

  /// Builds the whole network; throws when the checkpoint's keys or shapes are not this network's.
  init(_ configuration: UNet2DConfiguration, _ checkpoint: Checkpoint) throws(ConversionError) {
    self.configuration = configuration
    ledger = KeyLedger(checkpoint)
    build()
    try ledger.finish()
  }

  private mutating func build() {
    let x = program.input(
      ProgramInput(
        name: "x", kind: .picture, channels: configuration.inputChannels,
        height: configuration.height, width: configuration.width))
    let t = program.input(
      ProgramInput(name: "t", kind: .timestep, channels: 1, height: 1, width: 1))
    embedTime(t)
    let before = encode(x)
    program.name(before, "h_before")
    let h = middle(before)
    program.name(h, "h")
    program.name(decode(h), "eps")
  }

  private mutating func embedTime(_ t: Value) {
    let width = configuration.timeChannels
    let waves = program.timestepEmbedding(
      t, channels: configuration.channels[0], cosineFirst: configuration.cosineFirst,
      frequencyShift: Float(configuration.frequencyShift), name: "time_proj")
    let hidden = linear(waves, "time_embedding.linear_1", outputs: width)
    let active = program.silu(hidden, name: "time_embedding.act")
    let temb = linear(active, "time_embedding.linear_2", outputs: width)
    program.name(temb, "temb")
    time = program.silu(temb, name: "temb_act")
  }

  private mutating func encode(_ x: Value) -> Value {
    let levels = configuration.channels
    var h = convolution(x, "conv_in", outputs: levels[0])
    skips = [h]
    for (level, channels) in levels.enumerated() {
      let path = "down_blocks.\(level)"
      for layer in 0..<configuration.layersPerBlock {
        h = residualBlock(h, "\(path).resnets.\(layer)", outputs: channels)
        if configuration.downAttention[level] {
          h = attentionBlock(h, "\(path).attentions.\(layer)", groups: configuration.groups)
        }
        skips.append(h)
      }
      if level < levels.count - 1 {
        h = downsample(h, "\(path).downsamplers.0.conv")
        skips.append(h)
      }
    }
    return h
  }

  private mutating func middle(_ before: Value) -> Value {
    let channels = before.channels
    var h = residualBlock(before, "mid_block.resnets.0", outputs: channels)
    h = attentionBlock(h, "mid_block.attentions.0", groups: configuration.middleGroups)
    return residualBlock(h, "mid_block.resnets.1", outputs: channels)
  }

  private mutating func decode(_ middle: Value) -> Value {
    var h = middle
    for (block, channels) in configuration.channels.reversed().enumerated() {
      let path = "up_blocks.\(block)"
      for layer in 0...configuration.layersPerBlock {
        let name = "\(path).resnets.\(layer)"
        h = program.concatenate(h, skips.removeLast(), name: "\(name).concatenate")
        h = residualBlock(h, name, outputs: channels)
        if configuration.upAttention[block] {
          h = attentionBlock(h, "\(path).attentions.\(layer)", groups: configuration.groups)
        }
      }
      if block < configuration.channels.count - 1 {
        h = program.upsample(h, name: "\(path).upsamplers.0.upsample")
        h = convolution(h, "\(path).upsamplers.0.conv", outputs: channels)
      }
    }
    h = groupNorm(h, "conv_norm_out", groups: configuration.groups)
    h = program.silu(h, name: "conv_act")
    return convolution(h, "conv_out", outputs: configuration.outputChannels)
  }
}
