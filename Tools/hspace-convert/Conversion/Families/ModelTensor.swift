/// A tensor of the model to be written.
struct ModelTensor {
  let source: SourceTensor
  /// The name that all versions of the exporter are brought to, for the model's identity.
  let canonicalName: String
  /// Outputs, inputs, kernel height, kernel width.
  let extents: [Int]
  /// Whether it is a convolution's weight, stored in blocks of 16 outputs.
  let isPacked: Bool

  /// Values that belong to one output.
  var rowLength: Int { extents[1] * extents[2] * extents[3] }
}
