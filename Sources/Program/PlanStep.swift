/// What the executor does in one go, fused from one or more operations.
package struct PlanStep: BitwiseCopyable {
  package enum Kind: UInt8, BitwiseCopyable {
    /// Left over from fusing; dropped before placement.
    case nothing
    /// Timestep embedding: a is the timestep input.
    case embed
    /// Group norm's scale and shift of each channel, from the moments of a and b.
    case moments
    /// Convolution of the conditioned sources, plus vector, plus residual.
    case convolve
    /// The conditioned sources, written out.
    case condition
    /// Attention with a, b, c as queries, keys, values.
    case attend
    /// a + residual, or a + vector at every pixel.
    case add
  }

  package var kind: Kind
  /// SiLU follows the norm.
  package var silu = false
  /// Every pixel stands for 2 x 2.
  package var upsample = false
  /// The operation whose tensors and parameters the step uses; its name stands in messages.
  package var operation: Int32
  /// Source values; b and c are -1 where there are none.
  ///
  /// Channels of b follow those of a.
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
