extension UNetConfiguration {
  private static let widest = 65_536

  /// Reads config.json; missing keys have the defaults of diffusers.
  init(diffusers reader: inout ConfigurationReader) throws(ConversionError) {
    try reader.expect("_class_name", "UNet2DModel")
    try Self.expectSupported(&reader)
    try readSampleSize(&reader)
    inputChannels = try reader.integer("in_channels", default: 3, in: 1...Self.widest)
    outputChannels = try reader.integer("out_channels", default: 3, in: 1...Self.widest)
    channels = try reader.integers(
      "block_out_channels", default: [224, 448, 672, 896], in: 1...Self.widest / 2)
    layersPerBlock = try reader.integer("layers_per_block", default: 2, in: 1...16)
    try readBlocks(&reader)
    downsamplePadding = try reader.integer("downsample_padding", default: 1, in: 0...1)
    cosineFirst = try reader.flag("flip_sin_to_cos", default: true)
    frequencyShift = try reader.integer("freq_shift", default: 0, in: 0...1)
    let eps = try reader.number("norm_eps", default: 1e-5)
    epsilon = Float(eps)
    guard epsilon > 0, epsilon <= 0.1 else {
      throw reader.error("norm_eps", .real(eps), supported: "above 0, at most 0.1")
    }
    try readGroups(&reader)
    reader.ignore(["dropout", "num_train_timesteps"])
    try reader.finish()
    (firstChannels, baseChannels) = (channels[0], channels[0])
    try check(reader)
  }

  /// Takes the keys that have one supported meaning.
  private static func expectSupported(_ reader: inout ConfigurationReader) throws(ConversionError) {
    try reader.expect("act_fn", "silu", "swish")
    try reader.expect("time_embedding_type", "positional")
    try reader.expect("time_embedding_dim", .null)
    try reader.expect("downsample_type", "conv")
    try reader.expect("upsample_type", "conv")
    try reader.expect("resnet_time_scale_shift", "default")
    try reader.expect("class_embed_type", .null)
    try reader.expect("num_class_embeds", .null)
    try reader.expect("center_input_sample", .bool(false))
    try reader.expect("mid_block_scale_factor", .integer(1), .real(1))
    try reader.expect("mid_block_type", "UNetMidBlock2D")
    try reader.expect("add_attention", .bool(true))
  }

  private mutating func readSampleSize(
    _ reader: inout ConfigurationReader
  ) throws(ConversionError) {
    let value = reader.take("sample_size") ?? .null
    if case .integer(let size) = value { (height, width) = (size, size) }
    if case .array(let sizes) = value, sizes.count == 2, case .integer(let rows) = sizes[0],
      case .integer(let columns) = sizes[1]
    {
      (height, width) = (rows, columns)
    }
    guard (1...16_384).contains(height), (1...16_384).contains(width) else {
      throw reader.error("sample_size", value, supported: "a size, or [height, width], 1 to 16384")
    }
  }

  private mutating func readBlocks(_ reader: inout ConfigurationReader) throws(ConversionError) {
    let down = try reader.strings(
      "down_block_types", default: ["DownBlock2D"] + Array(repeating: "AttnDownBlock2D", count: 3),
      from: ["DownBlock2D", "AttnDownBlock2D"])
    let up = try reader.strings(
      "up_block_types", default: Array(repeating: "AttnUpBlock2D", count: 3) + ["UpBlock2D"],
      from: ["UpBlock2D", "AttnUpBlock2D"])
    downAttention = down.map { $0 == "AttnDownBlock2D" }
    upAttention = up.map { $0 == "AttnUpBlock2D" }
    guard (1...8).contains(channels.count), down.count == channels.count, up.count == channels.count
    else {
      throw ConversionError(
        reader.file, "key block_out_channels",
        "\(channels.count) levels with \(down.count) down blocks and \(up.count) up blocks",
        remedy: "supported: as many of each, 1 to 8")
    }
  }

  private mutating func readGroups(_ reader: inout ConfigurationReader) throws(ConversionError) {
    groups = try reader.integer("norm_num_groups", default: 32, in: 1...Self.widest)
    let middle = try reader.optionalInteger(
      "attn_norm_num_groups", default: .null, in: 1...Self.widest)
    middleGroups = middle ?? groups
    headChannels = try reader.optionalInteger(
      "attention_head_dim", default: .integer(8), in: 1...Self.widest)
  }
}
