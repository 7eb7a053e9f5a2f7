/// A module of a U-Net, by its place.
enum UNetPart {
  case time(Int)
  case first
  case down(level: Int, layer: Int)
  case downAttention(level: Int, layer: Int)
  case downsample(level: Int)
  /// The middle's residual blocks, 0 and 1.
  case middle(Int)
  case middleAttention
  /// Blocks of the way up are counted in execution order.
  case up(block: Int, layer: Int)
  case upAttention(block: Int, layer: Int)
  case upsample(block: Int)
  case norm
  case last
}

/// How a family's code names the modules of its U-Nets.
protocol UNetLayout {
  /// The path of a module; of a resampling one, that of its convolution or of its residual block.
  func path(_ part: UNetPart) -> String
  /// Other paths under which older versions have it.
  func olderPaths(_ part: UNetPart) -> [String]
  var residual: ResidualNames { get }
  var attention: AttentionNames { get }
}

extension UNetLayout {
  func olderPaths(_ part: UNetPart) -> [String] { [] }
}

/// What a family calls the parts of a residual block.
struct ResidualNames {
  let norm1: String
  let conv1: String
  let time: String
  let norm2: String
  let conv2: String
  let shortcut: String
}

/// What a family calls the parts of an attention block; names after the first are older ones.
struct AttentionNames {
  enum Projections {
    case separate(q: [String], k: [String], v: [String])
    case packed(String, Packing)
  }

  /// How q, k and v share the rows of one weight.
  enum Packing {
    /// Of each head q, k and v.
    case byHead
    /// q of all heads, then k, then v.
    case byKind
  }

  let norm: String
  let projections: Projections
  let out: [String]
}
