/// What an unconditional U-Net is made of, whatever code it comes from.
struct UNetConfiguration: Equatable {
  /// How pictures get smaller and larger between levels.
  enum Resampling: Equatable {
    /// A 3 x 3 convolution with stride 2, and one behind repeated pixels.
    case convolution
    /// Means of 2 x 2 pixels, and repeated pixels.
    case plain
    /// Residual blocks that do the same inside.
    case residual
  }

  static let mostLevels = 8

  var height = 0
  var width = 0
  var inputChannels = 0
  /// Twice the input's where the network predicts its variance too.
  var outputChannels = 0
  /// Output channels of each level, outermost first.
  var channels: [Int] = []
  /// Channels of the first convolution's output.
  var firstChannels = 0
  /// Sinusoids of the timestep; its embedding has four times as many channels.
  var baseChannels = 0
  var layersPerBlock = 0
  /// Whether a down block has attention, in execution order.
  var downAttention: [Bool] = []
  /// Whether an up block has attention, in execution order: innermost first.
  var upAttention: [Bool] = []
  /// Channels of an attention head; nil means as many heads as `headCounts` say.
  var headChannels: Int?
  /// Heads of the way down and the middle, and of the way up.
  var headCounts = HeadCounts()
  var groups = 0
  /// Groups of the middle block's attention.
  var middleGroups = 0
  var epsilon: Float = 0
  var resampling = Resampling.convolution
  /// Of convolutions with stride 2: 1 on all sides, or 0: then one row and column at bottom and right.
  var downsamplePadding = 0
  /// Whether the time scales and shifts what the second norm gives, instead of being added before it.
  var scaleShift = false
  var cosineFirst = false
  var frequencyShift = 0

  struct HeadCounts: Equatable {
    var down = 1
    var up = 1
  }

  /// Channels of the time embedding.
  var timeChannels: Int { 4 * baseChannels }

  func heads(of channels: Int, up: Bool = false) -> Int {
    headChannels.map { channels / $0 } ?? (up ? headCounts.up : headCounts.down)
  }

  var learnsVariance: Bool { outputChannels == 2 * inputChannels }
}

extension UNetConfiguration {
  /// The configuration as text that never changes its form, for the model's identity.
  ///
  /// The same network has the same text whatever family's code saved it.
  var canonicalText: String {
    var fields: [(String, String)] = [
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
    // What diffusers' U-Nets of the first version do not have stands here only where it is.
    if firstChannels != channels[0] { fields.append(("first_channels", "\(firstChannels)")) }
    if baseChannels != channels[0] { fields.append(("base_channels", "\(baseChannels)")) }
    if headChannels == nil, headCounts != HeadCounts() {
      fields.append(("heads", "\(headCounts.down),\(headCounts.up)"))
    }
    if resampling != .convolution { fields.append(("resampling", "\(resampling)")) }
    if scaleShift { fields.append(("scale_shift", "1")) }
    return fields.map { "\($0.0)=\($0.1)\n" }.joined()
  }

  private func list(_ values: [Int]) -> String { values.map(String.init).joined(separator: ",") }
}
