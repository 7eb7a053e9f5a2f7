/// What names and shapes say about an autoencoder, in CompVis' names or those of diffusers.
struct AutoencoderShapes {
  private let checkpoint: Checkpoint
  private let shapes: TensorShapes
  private let isDiffusers: Bool

  init(_ checkpoint: Checkpoint) {
    self.checkpoint = checkpoint
    shapes = TensorShapes(checkpoint)
    isDiffusers = shapes.has("encoder.down_blocks.0.resnets.0.conv1.weight")
  }

  func layout(levels: Int) -> any UNetLayout {
    isDiffusers ? DiffusersLayout(resampling: .convolution) : DDPMLayout(levels: levels)
  }

  func configuration() throws(ConversionError) -> AutoencoderConfiguration {
    var blocks = UNetConfiguration()
    // The names of any number of levels will do to count them.
    let names = layout(levels: UNetConfiguration.mostLevels)
    func has(_ part: UNetPart, _ name: String) -> Bool {
      shapes.has("encoder.\(names.path(part)).\(name)")
    }
    let levels = shapes.count { "encoder.\(names.path(.down(level: $0, layer: 0))).conv1.weight" }
    guard (1...UNetConfiguration.mostLevels).contains(levels) else {
      throw ConversionError(
        checkpoint.path, "tensor encoder.conv_in.weight", "an encoder of \(levels) levels",
        remedy: "use a complete checkpoint of the autoencoder")
    }
    let first = try shapes.of("encoder.conv_in.weight", count: 4)
    (blocks.firstChannels, blocks.baseChannels, blocks.inputChannels) = (
      first[0], first[0], first[1]
    )
    blocks.outputChannels = try shapes.of("decoder.conv_out.weight", count: 4)[0]
    blocks.layersPerBlock = shapes.count {
      "encoder.\(names.path(.down(level: 0, layer: $0))).conv1.weight"
    }
    let decoder = layout(levels: levels)
    let norm = decoder.attention.norm
    for level in 0..<levels {
      let block = "encoder.\(names.path(.down(level: level, layer: 0))).conv1.weight"
      blocks.channels.append(try shapes.of(block, count: 4)[0])
      blocks.downAttention.append(has(.downAttention(level: level, layer: 0), "\(norm).weight"))
      blocks.upAttention.append(
        shapes.has("decoder.\(decoder.path(.upAttention(block: level, layer: 0))).\(norm).weight"))
    }
    (blocks.groups, blocks.middleGroups, blocks.epsilon) = (32, 32, 1e-6)
    let encoded = try shapes.of("encoder.conv_out.weight", count: 4)[0]
    let quantised = try shapes.of("quant_conv.weight", count: 4)[0]
    guard shapes.has("quantize.embedding.weight") else {
      return AutoencoderConfiguration(
        blocks: blocks, zChannels: encoded / 2, latentChannels: quantised / 2, latent: .normal,
        scale: 1)
    }
    let codes = try shapes.of("quantize.embedding.weight", count: 2)
    return AutoencoderConfiguration(
      blocks: blocks, zChannels: encoded, latentChannels: codes[1], latent: .codes(codes[0]),
      scale: 1)
  }
}
