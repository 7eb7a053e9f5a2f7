/// What a diffusers `UNet2DModel` is made of, everything unsupported refused.
struct UNet2DConfiguration: Equatable {
  var height = 0
  var width = 0
  var inputChannels = 0
  var outputChannels = 0
  /// Output channels of each level, outermost first.
  var channels: [Int] = []
  var layersPerBlock = 0
  /// Whether a down block has attention, in execution order.
  var downAttention: [Bool] = []
  /// Whether an up block has attention, in execution order: innermost first.
  var upAttention: [Bool] = []
  /// Channels of an attention head; nil means one head over all channels.
  var headChannels: Int?
  var groups = 0
  /// Groups of the middle block's attention.
  var middleGroups = 0
  var epsilon: Float = 0
  /// 1 on all sides, or 0: then one row and column at bottom and right.
  var downsamplePadding = 0
  var cosineFirst = false
  var frequencyShift = 0

  /// Channels of the time embedding.
  var timeChannels: Int { 4 * channels[0] }

  func heads(of channels: Int) -> Int { channels / (headChannels ?? channels) }
}

extension UNet2DConfiguration {
  /// The configuration as text that never changes its form, for the model's identity.
  var canonicalText: String {
    let fields: [(String, String)] = [
      ("family", "UNet2DModel"),
      ("sample_size", "\(height),\(width)"),
      ("in_channels", "\(inputChannels)"),
      ("out_channels", "\(outputChannels)"),
      ("block_out_channels", list(channels)),
      ("layers_per_block", "\(layersPerBlock)"),
      ("down_attention", list(downAttention.map { $0 ? 1 : 0 })),
      ("up_attention", list(upAttention.map { $0 ? 1 : 0 })),
      ("head_channels", "\(headChannels ?? 0)"),
      ("groups", "\(groups)"),
      ("middle_groups", "\(middleGroups)"),
      ("epsilon", String(epsilon.bitPattern, radix: 16)),
      ("downsample_padding", "\(downsamplePadding)"),
      ("cosine_first", cosineFirst ? "1" : "0"),
      ("frequency_shift", "\(frequencyShift)"),
    ]
    return fields.map { "\($0.0)=\($0.1)\n" }.joined()
  }

  private func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: ",") }
}
