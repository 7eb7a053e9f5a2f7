/// The names of diffusers' `UNet2DModel`, which are also the canonical ones.
struct DiffusersLayout: UNetLayout {
  let resampling: UNetConfiguration.Resampling

  func path(_ part: UNetPart) -> String {
    let resampler = resampling == .convolution ? ".conv" : ""
    return switch part {
    case .time(let index): "time_embedding.linear_\(index + 1)"
    case .first: "conv_in"
    case .down(let level, let layer): "down_blocks.\(level).resnets.\(layer)"
    case .downAttention(let level, let layer): "down_blocks.\(level).attentions.\(layer)"
    case .downsample(let level): "down_blocks.\(level).downsamplers.0\(resampler)"
    case .middle(let index): "mid_block.resnets.\(index)"
    case .middleAttention: "mid_block.attentions.0"
    case .up(let block, let layer): "up_blocks.\(block).resnets.\(layer)"
    case .upAttention(let block, let layer): "up_blocks.\(block).attentions.\(layer)"
    case .upsample(let block): "up_blocks.\(block).upsamplers.0\(resampler)"
    case .norm: "conv_norm_out"
    case .last: "conv_out"
    }
  }

  /// Files of 2022 hold these convolutions once more, or only so.
  func olderPaths(_ part: UNetPart) -> [String] {
    switch part {
    case .downsample(let level): ["down_blocks.\(level).downsamplers.0.Conv2d_0"]
    case .upsample(let block): ["up_blocks.\(block).upsamplers.0.Conv2d_0"]
    default: []
    }
  }

  var residual: ResidualNames { Self.residual }
  var attention: AttentionNames { Self.attention }

  static let residual = ResidualNames(
    norm1: "norm1", conv1: "conv1", time: "time_emb_proj", norm2: "norm2", conv2: "conv2",
    shortcut: "conv_shortcut")
  static let attention = AttentionNames(
    norm: "group_norm",
    projections: .separate(q: ["to_q", "query"], k: ["to_k", "key"], v: ["to_v", "value"]),
    out: ["to_out.0", "proj_attn"])
}
