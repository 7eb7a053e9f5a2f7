extension UNetReading {
  /// Infers one of OpenAI's networks from its shapes, and what they leave open from what is given or usual.
  init(
    guided reader: inout ConfigurationReader, _ checkpoint: Checkpoint, _ family: Family
  ) throws(ConversionError) {
    let shapes = GuidedShapes(checkpoint)
    var unet = try shapes.configuration()
    notes = []
    if family == .ldm { try Self.openLatent(&reader) }
    try Self.confirm(unet, &reader)
    try Self.readSize(&unet, &reader, &notes)
    try Self.readHeads(&unet, &reader, family, &notes)
    let isNew = try reader.flag("use_new_attention_order", default: false)
    try Self.confirmAttention(unet, &reader)
    schedule = ScheduleReading()
    if family == .ldm {
      try schedule.readLatent(&reader, &notes)
    } else {
      try schedule.readGuided(&reader, family, learnsVariance: unet.learnsVariance)
    }
    try unet.check(reader, headsKey: "num_head_channels")
    layout = GuidedLayout(
      levels: unet.channels.count, layers: unet.layersPerBlock, resampling: unet.resampling,
      upAttention: unet.upAttention, packing: isNew ? .byKind : .byHead)
    printed = .object(Self.printed(unet, isNew) + schedule.printedGuided(family))
    configuration = unet
  }

  /// Unfolds CompVis' configuration files; the first stage's part stays for the autoencoder.
  private static func openLatent(_ reader: inout ConfigurationReader) throws(ConversionError) {
    reader.ignore(["data", "lightning"])
    try reader.open(["model", "params"])
    try reader.open(["unet_config", "params"])
    reader.ignore([
      "target", "base_learning_rate", "channels", "ckpt_path", "concat_mode", "cond_stage_config",
      "cond_stage_key", "cond_stage_trainable", "conditioning_key", "first_stage_key",
      "log_every_t", "loss_type", "monitor", "num_timesteps_cond", "scale_by_std",
      "scheduler_config", "use_ema",
    ])
  }

  /// Compares what shapes say with what is given.
  private static func confirm(
    _ unet: UNetConfiguration, _ reader: inout ConfigurationReader
  ) throws(ConversionError) {
    let base = unet.baseChannels
    try reader.confirm("num_channels", .integer(base))
    try reader.confirm("model_channels", .integer(base))
    try reader.confirm("in_channels", .integer(unet.inputChannels))
    try reader.confirm("out_channels", .integer(unet.outputChannels))
    try reader.confirm("num_res_blocks", .integer(unet.layersPerBlock))
    try reader.confirm("learn_sigma", .bool(unet.learnsVariance))
    try reader.confirm("use_scale_shift_norm", .bool(unet.scaleShift))
    // A network of one level has nothing between levels.
    if unet.channels.count > 1 {
      try reader.confirm("resblock_updown", .bool(unet.resampling == .residual))
    } else {
      reader.ignore(["resblock_updown"])
    }
    if let given = reader.take("channel_mult"), given != .string("") {
      let multiples = numbers(given)?.map { Int($0 * Double(base)) }
      guard multiples == unet.channels else {
        throw reader.error(
          "channel_mult", given, supported: "what the shapes say: channels \(unet.channels)")
      }
    }
    for key in ["class_cond", "use_spatial_transformer", "predict_xstart"] {
      try reader.expect(key, .bool(false))
    }
    try reader.expect("num_classes", .null)
    try reader.expect("dims", .integer(2))
    try reader.expect("conv_resample", .bool(true))
    reader.ignore([
      "dropout", "use_checkpoint", "use_fp16", "timestep_respacing", "use_kl",
      "rescale_learned_sigmas", "p2_gamma", "p2_k", "legacy", "transformer_depth", "context_dim",
    ])
  }

  private static func readSize(
    _ unet: inout UNetConfiguration, _ reader: inout ConfigurationReader, _ notes: inout [String]
  ) throws(ConversionError) {
    let isKnown = reader.has("image_size")
    let size = try reader.size(["image_size"], default: 8 << max(0, unet.channels.count - 1))
    (unet.height, unet.width) = (size, size)
    if !isKnown { notes.append(assumed("pictures of \(size) x \(size)", "image_size")) }
  }

  /// Heads leave no trace in the shapes.
  private static func readHeads(
    _ unet: inout UNetConfiguration, _ reader: inout ConfigurationReader, _ family: Family,
    _ notes: inout [String]
  ) throws(ConversionError) {
    let channels = try reader.optionalInteger(
      "num_head_channels", default: .integer(-1), in: -1...65_536)
    let isCounted = reader.has("num_heads")
    let down = try reader.integer("num_heads", default: 1, in: -1...65_536)
    let up = try reader.integer("num_heads_upsample", default: -1, in: -1...65_536)
    if let channels, channels > 0 {
      unet.headChannels = channels
    } else if isCounted, down > 0 {
      unet.headCounts = .init(down: down, up: up > 0 ? up : down)
    } else if family == .guided || family == .ldm {
      let usual = family == .guided ? 64 : 32
      unet.headChannels = usual
      notes.append(assumed("\(usual) channels per attention head", "num_head_channels"))
    } else {
      notes.append(assumed("single attention heads", "num_heads"))
    }
  }

  /// Resolutions in a text, as the scripts take them, or factors in a list, as the class does.
  private static func confirmAttention(
    _ unet: UNetConfiguration, _ reader: inout ConfigurationReader
  ) throws(ConversionError) {
    guard let given = reader.take("attention_resolutions") else { return }
    var factors = Set((numbers(given) ?? []).map { Int($0) })
    if case .string = given { factors = Set(factors.map { $0 > 0 ? unet.height / $0 : 0 }) }
    let levels = unet.downAttention.indices
    let expected = Set(levels.filter { unet.downAttention[$0] }.map { 1 << $0 })
    guard factors.intersection(levels.map { 1 << $0 }) == expected else {
      throw reader.error(
        "attention_resolutions", given,
        supported: "what the names say: attention at \(expected.sorted().map { unet.height / $0 })")
    }
  }

  /// Numbers in a list, or in a text between commas; nil where one is none, or is beyond all reason.
  private static func numbers(_ json: JSON) -> [Double]? {
    let numbers: [Double?]
    switch json {
    case .string(let text):
      numbers = text.split(separator: ",").map { Double($0.trimmingPrefix(" ")) }
    case .array(let elements):
      numbers = elements.map { element in
        switch element {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
      }
    default: return nil
    }
    let sound = numbers.compactMap { $0 }.filter { $0.magnitude < 65536 }
    return sound.count == numbers.count ? sound : nil
  }

  private static func printed(_ unet: UNetConfiguration, _ isNew: Bool) -> [JSON.Member] {
    let base = unet.baseChannels
    let multiples = unet.channels.map { channels in
      channels % base == 0 ? "\(channels / base)" : "\(Double(channels) / Double(base))"
    }
    let levels = unet.downAttention.indices.filter { unet.downAttention[$0] }
    return [
      .init(key: "image_size", value: .integer(unet.height)),
      .init(key: "num_channels", value: .integer(base)),
      .init(key: "num_res_blocks", value: .integer(unet.layersPerBlock)),
      .init(key: "channel_mult", value: .string(multiples.joined(separator: ","))),
      .init(
        key: "attention_resolutions",
        value: .string(levels.map { "\(unet.height >> $0)" }.joined(separator: ","))),
      .init(key: "learn_sigma", value: .bool(unet.learnsVariance)),
      .init(key: "num_heads", value: .integer(unet.headCounts.down)),
      .init(key: "num_heads_upsample", value: .integer(unet.headCounts.up)),
      .init(key: "num_head_channels", value: .integer(unet.headChannels ?? -1)),
      .init(key: "use_scale_shift_norm", value: .bool(unet.scaleShift)),
      .init(key: "resblock_updown", value: .bool(unet.resampling == .residual)),
      .init(key: "use_new_attention_order", value: .bool(isNew)),
    ]
  }
}
