/// Turns one half of an autoencoder into a program and takes its tensors.
struct AutoencoderPart: BlockEmitter {
  let autoencoder: AutoencoderConfiguration
  let layout: any UNetLayout
  let canonical: any UNetLayout
  var ledger: KeyLedger
  var program: ProgramBuilder
  let time: ProgramBuilder.Value? = nil

  var configuration: UNetConfiguration { autoencoder.blocks }

  /// The program `encoder`: a picture becomes `mean` and `logvar`, or `latent`.
  static func encoder(
    _ autoencoder: AutoencoderConfiguration, _ layout: any UNetLayout, _ ledger: KeyLedger
  ) -> AutoencoderPart {
    var part = AutoencoderPart(autoencoder, "encoder", layout, ledger)
    part.encode()
    return part
  }

  /// The program `decoder`: a latent `z` becomes the picture `decoded`.
  static func decoder(
    _ autoencoder: AutoencoderConfiguration, _ layout: any UNetLayout, _ ledger: KeyLedger
  ) -> AutoencoderPart {
    var part = AutoencoderPart(autoencoder, "decoder", layout, ledger)
    part.decode()
    return part
  }

  private init(
    _ autoencoder: AutoencoderConfiguration, _ name: String, _ layout: any UNetLayout,
    _ ledger: KeyLedger
  ) {
    self.autoencoder = autoencoder
    self.layout = PrefixedLayout(prefix: "\(name).", base: layout)
    canonical = PrefixedLayout(
      prefix: "\(name).", base: DiffusersLayout(resampling: autoencoder.blocks.resampling))
    self.ledger = ledger
    program = ProgramBuilder(name: name)
  }

  private mutating func encode() {
    let image = program.input(
      ProgramInput(
        name: "image", kind: .picture, channels: configuration.inputChannels,
        height: configuration.height, width: configuration.width))
    var h = convolution(image, module(.first), outputs: configuration.firstChannels)
    for (level, channels) in configuration.channels.enumerated() {
      for layer in 0..<configuration.layersPerBlock {
        h = residualBlock(h, .down(level: level, layer: layer), outputs: channels)
        if configuration.downAttention[level] {
          h = attentionBlock(
            h, .downAttention(level: level, layer: layer), groups: configuration.groups)
        }
      }
      if level < configuration.channels.count - 1 { h = downsample(h, .downsample(level: level)) }
    }
    h = middle(h)
    let doubled = autoencoder.latent == .normal ? 2 : 1
    h = output(h, channels: doubled * autoencoder.zChannels)
    quantConvolution(h, parts: doubled == 2 ? ["mean", "logvar"] : ["latent"])
  }

  /// Emits quant_conv, in parts that are named.
  private mutating func quantConvolution(_ h: Value, parts: [String]) {
    var module = UNetModule(paths: ["quant_conv"], canonical: "quant_conv")
    for (index, name) in parts.enumerated() {
      if parts.count > 1 {
        module.rows = TensorRows(
          name, part: index, of: parts.count, rows: autoencoder.latentChannels)
      }
      program.name(
        convolution(h, module, outputs: autoencoder.latentChannels, kernel: 1), name)
    }
  }

  private mutating func decode() {
    let factor = autoencoder.factor
    var z = program.input(
      ProgramInput(
        name: "z", kind: .picture, channels: autoencoder.latentChannels,
        height: configuration.height / factor, width: configuration.width / factor))
    if case .codes(let count) = autoencoder.latent {
      let codes = ledger.matrix(
        ["quantize.embedding.weight"], "quantize.embedding.weight", rows: count,
        columns: autoencoder.latentChannels)
      program.name(
        program.nearestCode(z, codes: codes, index: true, name: "quantize.indices"), "indices")
      z = program.nearestCode(z, codes: codes, index: false, name: "quantize")
      program.name(z, "z_quantized")
    }
    let module = UNetModule(paths: ["post_quant_conv"], canonical: "post_quant_conv")
    z = convolution(z, module, outputs: autoencoder.zChannels, kernel: 1)
    let innermost = configuration.channels[configuration.channels.count - 1]
    var h = middle(convolution(z, self.module(.first), outputs: innermost))
    for (block, channels) in configuration.channels.reversed().enumerated() {
      for layer in 0...configuration.layersPerBlock {
        h = residualBlock(h, .up(block: block, layer: layer), outputs: channels)
        if configuration.upAttention[block] {
          h = attentionBlock(
            h, .upAttention(block: block, layer: layer), groups: configuration.groups)
        }
      }
      if block < configuration.channels.count - 1 { h = upsample(h, .upsample(block: block)) }
    }
    program.name(output(h, channels: configuration.outputChannels), "decoded")
  }

  private mutating func middle(_ x: Value) -> Value {
    let h = residualBlock(x, .middle(0), outputs: x.channels)
    let mixed = attentionBlock(h, .middleAttention, groups: configuration.middleGroups)
    return residualBlock(mixed, .middle(1), outputs: x.channels)
  }

  private mutating func output(_ x: Value, channels: Int) -> Value {
    let h = groupNorm(x, module(.norm), groups: configuration.groups)
    return convolution(
      program.silu(h, name: layout.path(.norm) + ".act"), module(.last), outputs: channels)
  }
}
