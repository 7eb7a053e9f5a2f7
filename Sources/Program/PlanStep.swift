/// What the executor does in one go, fused from one or more operations.
package struct PlanStep: BitwiseCopyable {
  package enum Kind: UInt8, BitwiseCopyable {
    /// Left over from fusing; dropped before placement.
    case nothing
    /// Timestep embedding: a is the timestep input.
    case embed
    /// Group norm's scale and shift of each channel, from the moments of a and b.
    case moments
    /// The largest magnitude of a, for the integer convolutions that read it.
    case peak
    /// The packed copy of a, which the decoder reads.
    case pack
    /// Convolution of the conditioned sources, plus vector, plus residual.
    case convolve
    /// The conditioned sources, written out.
    case condition
    /// Attention with a, b, c as queries, keys, values.
    case attend
    /// a + residual, or a + vector at every pixel.
    case add
    /// The nearest code of each pixel of a, or its index.
    case quantise

    /// Whether a step of this kind computes its output, and not something about it.
    package var computes: Bool {
      switch self {
      case .moments, .peak, .pack, .nothing: false
      case .embed, .convolve, .condition, .attend, .add, .quantise: true
      }
    }
  }

  /// Where a value of the encoder may lie when the decoder reads it.
  package enum Copy: UInt8, BitwiseCopyable {
    /// Where it was computed.
    case own
    /// Packed into 8-bit integers.
    case packed
    /// Where it was computed again.
    case again
  }

  package var kind: Kind
  /// SiLU follows the norm.
  package var silu = false
  /// Every pixel stands for 2 x 2.
  package var upsample = false
  /// Every 2 x 2 pixels become their mean, at the end.
  package var pool = false
  /// Which copies of the sources are read.
  package var copyA = Copy.own
  package var copyB = Copy.own
  /// The output is computed again, to a place of its own.
  package var again = false
  /// The operation whose tensors and parameters the step uses; its name stands in messages.
  package var operation: Int32
  /// Source values; b and c are -1 where there are none.
  ///
  /// Channels of b follow those of a. Of moments, c is what the norm's scale is modulated by, and the vector is its shift.
  package var a: Int32 = -1
  package var b: Int32 = -1
  package var c: Int32 = -1
  /// Value of the group norm whose scale and shift condition the sources, or -1.
  package var norm: Int32 = -1
  /// A 1 x 1 value added to every pixel, or -1.
  package var vector: Int32 = -1
  /// A value of the output's shape added at the end, or -1.
  package var residual: Int32 = -1
  /// The value computed.
  package var output: Int32

  package init(_ kind: Kind, operation: Int, output: Int) {
    self.kind = kind
    self.operation = Int32(operation)
    self.output = Int32(output)
  }
}
