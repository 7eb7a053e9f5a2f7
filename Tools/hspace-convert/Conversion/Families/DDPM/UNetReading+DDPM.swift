extension UNetReading {
  /// Infers a DDPM network from its shapes; what is given besides must agree with them.
  init(ddpm reader: inout ConfigurationReader, _ checkpoint: Checkpoint) throws(ConversionError) {
    let shapes = TensorShapes(checkpoint)
    // Their configuration files have a part for each subject.
    try reader.open(["model", "data", "diffusion"])
    reader.ignore(["training", "sampling", "optim"])
    var unet = UNetConfiguration()
    let first = try shapes.of("conv_in.weight", count: 4)
    let base = first[0]
    unet.inputChannels = first[1]
    (unet.firstChannels, unet.baseChannels) = (base, base)
    unet.outputChannels = try shapes.of("conv_out.weight", count: 4)[0]
    let levels = shapes.count { "down.\($0).block.0.conv1.weight" }
    guard (1...UNetConfiguration.mostLevels).contains(levels) else {
      throw ConversionError(
        checkpoint.path, "tensor down.0.block.0.conv1.weight", "\(levels) levels",
        remedy: "use a complete checkpoint of the network")
    }
    for level in 0..<levels {
      unet.channels.append(try shapes.of("down.\(level).block.0.conv1.weight", count: 4)[0])
    }
    unet.layersPerBlock = shapes.count { "down.0.block.\($0).conv1.weight" }
    unet.downAttention = (0..<levels).map { shapes.has("down.\($0).attn.0.norm.weight") }
    unet.upAttention = (0..<levels).reversed().map { shapes.has("up.\($0).attn.0.norm.weight") }
    (unet.groups, unet.middleGroups, unet.epsilon) = (32, 32, 1e-6)
    unet.frequencyShift = 1
    let resamples =
      shapes.has("down.0.downsample.conv.weight") || shapes.has("down.0.downsample.op.weight")
    unet.resampling = resamples || levels == 1 ? .convolution : .plain

    notes = []
    // Published networks attend at 16 x 16 pixels; others go down to 8 x 8.
    let attended = unet.downAttention.firstIndex(of: true)
    let usual = attended.map { 16 << $0 } ?? 8 << max(0, levels - 1)
    let isSizeKnown = reader.has("resolution") || reader.has("image_size")
    let size = try reader.size(["resolution", "image_size"], default: usual)
    (unet.height, unet.width) = (size, size)
    if !isSizeKnown { notes.append(assumed("pictures of \(size) x \(size)", "resolution")) }

    try reader.confirm("ch", .integer(base))
    try reader.confirm("out_ch", .integer(unet.outputChannels))
    try reader.confirm("in_channels", .integer(unet.inputChannels))
    try reader.confirm("num_res_blocks", .integer(unet.layersPerBlock))
    let multiples = JSON.array(unet.channels.map { .integer($0 / max(1, base)) })
    try reader.confirm("ch_mult", multiples)
    try reader.confirm("resamp_with_conv", .bool(unet.resampling == .convolution))
    let sizes = unet.downAttention.indices.filter { unet.downAttention[$0] }.map { size >> $0 }
    try reader.confirm("attn_resolutions", .array(sizes.map { .integer($0) }))
    reader.ignore([
      "type", "dropout", "ema", "ema_rate", "dataset", "category", "channels", "logit_transform",
      "uniform_dequantization", "gaussian_dequantization", "random_flip", "rescaled", "num_workers",
    ])
    let variance = try reader.take("var_type", from: ["fixedsmall", "fixedlarge"])
    schedule = ScheduleReading()
    try schedule.read(
      &reader, kind: "beta_schedule", first: "beta_start", last: "beta_end",
      timesteps: "num_diffusion_timesteps")
    // The schedule of all published networks of the family.
    schedule.isKnown = true
    schedule.configuration.variance =
      unet.learnsVariance ? .learnedRange : variance == "fixedlarge" ? .fixedLarge : .fixedSmall
    try unet.check(reader)
    printed = .object(
      [
        .init(key: "ch", value: .integer(base)),
        .init(key: "out_ch", value: .integer(unet.outputChannels)),
        .init(key: "ch_mult", value: multiples),
        .init(key: "num_res_blocks", value: .integer(unet.layersPerBlock)),
        .init(key: "attn_resolutions", value: .array(sizes.map { .integer($0) })),
        .init(key: "resamp_with_conv", value: .bool(unet.resampling == .convolution)),
        .init(key: "in_channels", value: .integer(unet.inputChannels)),
        .init(key: "resolution", value: .integer(size)),
      ] + schedule.printed("beta_schedule", "beta_start", "beta_end", "num_diffusion_timesteps"))
    configuration = unet
    layout = DDPMLayout(levels: levels)
  }
}

/// What had to be assumed, and the key that says otherwise.
func assumed(_ what: String, _ key: String) -> String {
  "\(what) are assumed: nothing in the file says so (--preset, or --config with \(key))."
}
