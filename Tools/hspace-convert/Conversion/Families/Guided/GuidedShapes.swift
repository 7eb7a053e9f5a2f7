/// What names and shapes say about one of OpenAI's networks.
struct GuidedShapes {
  private let checkpoint: Checkpoint
  private let shapes: TensorShapes

  init(_ checkpoint: Checkpoint) {
    self.checkpoint = checkpoint
    shapes = TensorShapes(checkpoint)
  }

  func configuration() throws(ConversionError) -> UNetConfiguration {
    try refuseConditions()
    var unet = UNetConfiguration()
    unet.inputChannels = try shapes.of("input_blocks.0.0.weight", count: 4)[1]
    unet.outputChannels = try shapes.of("out.2.weight", count: 4)[0]
    let outputs = shapes.count { "output_blocks.\($0).0.in_layers.2.weight" }
    // A level ends where pictures are doubled, the last one with the network.
    let ends = (0..<outputs).filter { upsampler($0) != nil }
    let perLevel = (ends.first ?? outputs - 1) + 1
    guard perLevel >= 2, outputs == (ends.count + 1) * perLevel,
      ends.count < UNetConfiguration.mostLevels
    else {
      throw fault("output_blocks", "\(outputs) blocks in \(ends.count + 1) levels")
    }
    let levels = ends.count + 1
    unet.layersPerBlock = perLevel - 1
    unet.resampling = levels > 1 && upsampler(ends[0]) == .residual ? .residual : .convolution
    unet.downsamplePadding = unet.resampling == .convolution ? 1 : 0
    for level in 0..<levels {
      let block = "input_blocks.\(1 + level * perLevel)"
      unet.channels.append(try shapes.of("\(block).0.in_layers.2.weight", count: 4)[0])
      unet.downAttention.append(shapes.has("\(block).1.qkv.weight"))
      unet.upAttention.append(shapes.has("output_blocks.\(level * perLevel).1.qkv.weight"))
    }
    (unet.groups, unet.middleGroups, unet.epsilon) = (32, 32, 1e-5)
    unet.cosineFirst = true
    let projection = try shapes.of("middle_block.0.emb_layers.1.weight", count: 2)
    unet.scaleShift = projection[0] == 2 * (unet.channels.last ?? 0)
    unet.firstChannels = try shapes.of("input_blocks.0.0.weight", count: 4)[0]
    unet.baseChannels = try shapes.of("time_embed.0.weight", count: 2)[1]
    return unet
  }

  /// How a block of the way up ends, if it doubles pictures.
  private func upsampler(_ block: Int) -> UNetConfiguration.Resampling? {
    for index in 1...2 {
      if shapes.has("output_blocks.\(block).\(index).conv.weight") { return .convolution }
      if shapes.has("output_blocks.\(block).\(index).in_layers.2.weight") { return .residual }
    }
    return nil
  }

  private func refuseConditions() throws(ConversionError) {
    if shapes.has("label_emb.weight") {
      throw fault("label_emb.weight", "the network is conditioned on classes")
    }
    if checkpoint.tensors.keys.contains(where: { $0.contains(".transformer_blocks.") }) {
      throw fault("transformer_blocks", "the network is conditioned on texts")
    }
  }

  private func fault(_ place: String, _ problem: String) -> ConversionError {
    ConversionError(
      checkpoint.path, "tensor \(place)", problem, remedy: "unconditional networks convert")
  }
}
