extension UNetConfiguration {
  /// Checks what the numbers must be to each other.
  func check(
    _ reader: ConfigurationReader, headsKey: String = "attention_head_dim"
  ) throws(ConversionError) {
    guard (1...16).contains(layersPerBlock) else {
      throw reader.error("layers_per_block", .integer(layersPerBlock), supported: "1 to 16")
    }
    try checkDivisibility(reader, headsKey)
    guard baseChannels % 2 == 0, baseChannels / 2 > frequencyShift else {
      throw reader.error(
        "block_out_channels", .integer(channels[0]),
        supported: "an even first entry above twice freq_shift")
    }
    guard timeChannels <= 65_536 else {
      throw reader.error(
        "block_out_channels", .integer(channels[0]), supported: "a first entry up to 16384")
    }
    let scale = 1 << (channels.count - 1)
    guard height % scale == 0, width % scale == 0 else {
      throw reader.error(
        "sample_size", .array([.integer(height), .integer(width)]),
        supported: "multiples of \(scale) with \(channels.count) levels")
    }
    guard outputChannels == inputChannels || outputChannels == 2 * inputChannels else {
      throw reader.error(
        "out_channels", .integer(outputChannels), supported: "in_channels, or twice as many")
    }
  }

  private func checkDivisibility(
    _ reader: ConfigurationReader, _ headsKey: String
  ) throws(ConversionError) {
    for (level, count) in channels.enumerated() {
      guard count % groups == 0 else {
        throw reader.error(
          "norm_num_groups", .integer(groups), supported: "a divisor of all block_out_channels")
      }
      let isLast = level == channels.count - 1
      // The middle block always has attention.
      let hasAttention = isLast || downAttention[level] || upAttention[channels.count - 1 - level]
      let divisors = headChannels.map { [$0] } ?? [headCounts.down, headCounts.up]
      guard !hasAttention || divisors.allSatisfy({ count % $0 == 0 }) else {
        throw reader.error(
          headsKey, headChannels.map { .integer($0) } ?? .null,
          supported: "a divisor of the channels of all blocks with attention")
      }
      guard !isLast || count % middleGroups == 0 else {
        throw reader.error(
          "attn_norm_num_groups", .integer(middleGroups), supported: "a divisor of \(count), null")
      }
    }
  }
}
