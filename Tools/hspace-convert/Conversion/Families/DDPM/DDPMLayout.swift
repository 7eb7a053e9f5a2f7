/// The names of pesser/pytorch_diffusion, SDEdit, ermongroup/ddim and Asyrp's DDPM: levels are counted by resolution.
struct DDPMLayout: UNetLayout {
  let levels: Int

  func path(_ part: UNetPart) -> String {
    switch part {
    case .time(let index): "temb.dense.\(index)"
    case .first: "conv_in"
    case .down(let level, let layer): "down.\(level).block.\(layer)"
    case .downAttention(let level, let layer): "down.\(level).attn.\(layer)"
    case .downsample(let level): "down.\(level).downsample.conv"
    case .middle(let index): "mid.block_\(index + 1)"
    case .middleAttention: "mid.attn_1"
    // Executed from the innermost level outwards.
    case .up(let block, let layer): "up.\(levels - 1 - block).block.\(layer)"
    case .upAttention(let block, let layer): "up.\(levels - 1 - block).attn.\(layer)"
    case .upsample(let block): "up.\(levels - 1 - block).upsample.conv"
    case .norm: "norm_out"
    case .last: "conv_out"
    }
  }

  /// Some copies name the convolution so.
  func olderPaths(_ part: UNetPart) -> [String] {
    if case .downsample(let level) = part { return ["down.\(level).downsample.op"] }
    return []
  }

  var residual: ResidualNames {
    ResidualNames(
      norm1: "norm1", conv1: "conv1", time: "temb_proj", norm2: "norm2", conv2: "conv2",
      shortcut: "nin_shortcut")
  }
  var attention: AttentionNames {
    AttentionNames(
      norm: "norm", projections: .separate(q: ["q"], k: ["k"], v: ["v"]), out: ["proj_out"])
  }
}
