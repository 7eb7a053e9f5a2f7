/// The names of OpenAI's U-Nets (improved-diffusion, guided-diffusion and their descendants): blocks are numbered in execution order.
struct GuidedLayout: UNetLayout {
  let levels: Int
  let layers: Int
  let resampling: UNetConfiguration.Resampling
  /// Whether a block of the way up has attention, behind which the upsampling comes.
  let upAttention: [Bool]
  let packing: AttentionNames.Packing

  /// A level's blocks and the one that leads to the next.
  private func input(_ level: Int, _ layer: Int) -> String {
    "input_blocks.\(1 + level * (layers + 1) + layer)"
  }
  private func output(_ block: Int, _ layer: Int) -> String {
    "output_blocks.\(block * (layers + 1) + layer)"
  }

  func path(_ part: UNetPart) -> String {
    switch part {
    case .time(let index): "time_embed.\(2 * index)"
    case .first: "input_blocks.0.0"
    case .down(let level, let layer): "\(input(level, layer)).0"
    case .downAttention(let level, let layer): "\(input(level, layer)).1"
    case .downsample(let level):
      "\(input(level, layers)).0\(resampling == .convolution ? ".op" : "")"
    case .middle(let index): "middle_block.\(2 * index)"
    case .middleAttention: "middle_block.1"
    case .up(let block, let layer): "\(output(block, layer)).0"
    case .upAttention(let block, let layer): "\(output(block, layer)).1"
    case .upsample(let block):
      "\(output(block, layers)).\(upAttention[block] ? 2 : 1)"
        + (resampling == .convolution ? ".conv" : "")
    case .norm: "out.0"
    case .last: "out.2"
    }
  }

  var residual: ResidualNames {
    ResidualNames(
      norm1: "in_layers.0", conv1: "in_layers.2", time: "emb_layers.1", norm2: "out_layers.0",
      conv2: "out_layers.3", shortcut: "skip_connection")
  }
  var attention: AttentionNames {
    AttentionNames(norm: "norm", projections: .packed("qkv", packing), out: ["proj_out"])
  }
}
