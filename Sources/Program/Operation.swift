/// The kinds of mathematical operation that a program is made of; numbers as in FORMAT.md.
package enum OperationKind: UInt32 {
  case convolution = 1
  case groupNorm = 2
  case silu = 3
  case add = 4
  case concatenate = 5
  case upsample = 6
  case attention = 7
  case timestepEmbedding = 8
  case modulatedGroupNorm = 9
  case averagePool = 10
  case nearestCode = 11
  /// The same values once more: what is named and changed there, other readers do not see.
  case copy = 12

  /// How many values it reads.
  package var inputs: Int {
    switch self {
    case .convolution, .groupNorm, .silu, .upsample, .timestepEmbedding, .averagePool,
      .nearestCode, .copy:
      1
    case .add, .concatenate: 2
    case .attention, .modulatedGroupNorm: 3
    }
  }

  /// How many tensors it reads; the second one of a convolution may be absent.
  package var tensors: Int {
    switch self {
    case .convolution, .groupNorm, .modulatedGroupNorm: 2
    case .nearestCode: 1
    default: 0
    }
  }

  /// How many parameters it has.
  package var parameters: Int {
    switch self {
    case .convolution: 7
    case .groupNorm, .modulatedGroupNorm: 2
    case .upsample, .attention, .averagePool, .nearestCode: 1
    case .timestepEmbedding: 4
    case .silu, .add, .concatenate, .copy: 0
    }
  }
}

/// One operation of a checked program.
package struct Operation {
  package let kind: OperationKind
  package let inputs: InlineArray<3, Int>
  package let tensors: InlineArray<2, Int>
  package let parameters: InlineArray<8, UInt32>

  /// A parameter as a count; a hostile one that this machine can't count is as large as can be.
  package func integer(_ index: Int) -> Int { Int(clamping: parameters[index]) }

  /// A parameter as a number.
  package func float(_ index: Int) -> Float { Float(bitPattern: parameters[index]) }
}
