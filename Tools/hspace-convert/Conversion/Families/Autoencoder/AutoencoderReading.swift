/// What was found out about an autoencoder before its tensors are taken.
struct AutoencoderReading {
  private(set) var configuration: AutoencoderConfiguration
  let layout: any UNetLayout
  /// In the keys of CompVis' code.
  let printed: [JSON.Member]
  private(set) var notes: [String] = []

  /// Infers it from shapes; `size` is that of the pictures, where the U-Net tells it.
  init(
    _ checkpoint: Checkpoint, _ reader: inout ConfigurationReader, size known: ((Int) -> Int)? = nil
  ) throws(ConversionError) {
    let shapes = AutoencoderShapes(checkpoint)
    var found = try shapes.configuration()
    layout = shapes.layout(levels: found.blocks.channels.count)
    try reader.open(["first_stage_config", "params", "ddconfig"])
    let key = reader.has("sample_size") ? "sample_size" : "resolution"
    let isKnown = known != nil || reader.has(key)
    let size = try reader.size([key], default: known?(found.factor) ?? 256)
    (found.blocks.height, found.blocks.width) = (size, size)
    if !isKnown { notes.append(assumed("pictures of \(size) x \(size)", key)) }
    try Self.confirm(found, &reader)
    found.scale = try Self.scale(found.latent, &reader)
    guard found.scale > 0, found.scale < 1e6, found.latentChannels <= 4096 else {
      throw reader.error("scale_factor", .real(found.scale), supported: "above 0")
    }
    try found.blocks.check(reader)
    configuration = found
    printed = Self.printed(found)
  }

  /// What latents are multiplied by for the U-Net.
  private static func scale(
    _ latent: AutoencoderConfiguration.Latent, _ reader: inout ConfigurationReader
  ) throws(ConversionError) -> Double {
    let own = try reader.number("scaling_factor", default: 0.182_15)
    // A first stage with codes needs none, whatever the field of its copy in diffusers says.
    return try reader.number("scale_factor", default: latent == .normal ? own : 1)
  }

  private static func confirm(
    _ found: AutoencoderConfiguration, _ reader: inout ConfigurationReader
  ) throws(ConversionError) {
    let blocks = found.blocks
    let multiples = JSON.array(blocks.channels.map { .integer($0 / blocks.baseChannels) })
    try reader.confirm("ch", .integer(blocks.baseChannels))
    try reader.confirm("ch_mult", multiples)
    try reader.confirm("num_res_blocks", .integer(blocks.layersPerBlock))
    try reader.confirm("z_channels", .integer(found.zChannels))
    try reader.confirm("embed_dim", .integer(found.latentChannels))
    try reader.confirm("double_z", .bool(found.latent == .normal))
    try reader.confirm("in_channels", .integer(blocks.inputChannels))
    try reader.confirm("out_ch", .integer(blocks.outputChannels))
    if case .codes(let count) = found.latent {
      try reader.confirm("n_embed", .integer(count))
      try reader.confirm("num_vq_embeddings", .integer(count))
    }
    try reader.confirm("latent_channels", .integer(found.latentChannels))
    try reader.confirm("out_channels", .integer(blocks.outputChannels))
    try reader.confirm("block_out_channels", .array(blocks.channels.map { .integer($0) }))
    try reader.confirm("layers_per_block", .integer(blocks.layersPerBlock))
    try reader.confirm("norm_num_groups", .integer(blocks.groups))
    try reader.expect("act_fn", .string("silu"), .string("swish"))
    try reader.expect("mid_block_add_attention", .bool(true))
    try reader.expect("use_quant_conv", .bool(true))
    try reader.expect("use_post_quant_conv", .bool(true))
    try reader.expect("shift_factor", .null)
    try reader.expect("latents_mean", .null)
    try reader.expect("latents_std", .null)
    try reader.expect("norm_type", .string("group"))
    reader.ignore(
      [
        "attn_resolutions", "dropout", "lossconfig", "target", "params", "monitor", "ckpt_path",
        "down_block_types", "up_block_types", "force_upcast", "vq_embed_dim",
        "lookup_from_codebook",
        "attn_type", "resamp_with_conv", "resolution", "sample_size",
      ])
  }

  private static func printed(_ found: AutoencoderConfiguration) -> [JSON.Member] {
    let blocks = found.blocks
    let multiples = blocks.channels.map { JSON.integer($0 / blocks.baseChannels) }
    var members: [JSON.Member] = [
      .init(key: "embed_dim", value: .integer(found.latentChannels))
    ]
    if case .codes(let count) = found.latent {
      members.append(.init(key: "n_embed", value: .integer(count)))
    }
    return members + [
      .init(key: "double_z", value: .bool(found.latent == .normal)),
      .init(key: "z_channels", value: .integer(found.zChannels)),
      .init(key: "resolution", value: .integer(blocks.height)),
      .init(key: "in_channels", value: .integer(blocks.inputChannels)),
      .init(key: "out_ch", value: .integer(blocks.outputChannels)),
      .init(key: "ch", value: .integer(blocks.baseChannels)),
      .init(key: "ch_mult", value: .array(multiples)),
      .init(key: "num_res_blocks", value: .integer(blocks.layersPerBlock)),
    ]
  }
}
