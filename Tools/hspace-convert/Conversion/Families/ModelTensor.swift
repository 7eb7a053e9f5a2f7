/// A tensor of the model to be written.
struct ModelTensor {
  let source: SourceTensor
  /// The rows of the source that it is made of; nil: all.
  var rows: TensorRows?
  /// The name that all families are brought to, for the model's identity.
  let canonicalName: String
  /// Outputs, inputs, kernel height, kernel width.
  let extents: [Int]
  /// Whether it is a convolution's weight, stored in blocks of 16 outputs.
  let isPacked: Bool

  /// The name in the file: the source's, and which part of it.
  var name: String { rows.map { "\(source.name)[\($0.label)]" } ?? source.name }
  /// Values that belong to one output.
  var rowLength: Int { extents[1] * extents[2] * extents[3] }
  var count: Int { extents[0] * rowLength }

  /// Reads outputs, as stored and widened.
  func read(
    _ first: Int, count: Int, bytes: inout [UInt8], into values: inout [Float]
  ) throws(ConversionError) {
    guard let rows else {
      return try source.read(
        first * rowLength, count: count * rowLength, bytes: &bytes, into: &values)
    }
    var allBytes: [UInt8] = []
    var allValues: [Float] = []
    var (runBytes, runValues): ([UInt8], [Float]) = ([], [])
    try rows.forEachRun(first, count: count) { (run) throws(ConversionError) in
      try source.read(
        run.lowerBound * rowLength, count: run.count * rowLength, bytes: &runBytes,
        into: &runValues)
      allBytes += runBytes
      allValues += runValues
    }
    (bytes, values) = (allBytes, allValues)
  }
}
