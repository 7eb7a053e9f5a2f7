/// An operation of a program, as the `PROG` section stores it.
struct ProgramOperation: Equatable {
  /// Raw values as in the section.
  enum Kind: UInt32 {
    case convolution = 1
    case groupNorm = 2
    case silu = 3
    case add = 4
    case concatenate = 5
    case upsample = 6
    case attention = 7
    case timestepEmbedding = 8
  }

  let kind: Kind
  /// Numbers of values.
  let inputs: [Int]
  /// Numbers of tensors.
  let tensors: [Int]
  let parameters: [UInt32]
  /// For messages: the module's path in the source.
  let name: String
}
