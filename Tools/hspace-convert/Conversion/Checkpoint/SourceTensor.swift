/// A tensor in a checkpoint: where it lies and how to read parts of it.
struct SourceTensor {
  let name: String
  let type: SourceElement
  let shape: [Int]
  let file: SourceFile
  /// Offset of the first element in the file.
  let offset: Int

  /// The product of the extents; the header was checked to hold so many elements.
  var count: Int { shape.reduce(1, *) }

  /// Reads elements, widened to f32; a value that is not finite is an error.
  func read(
    _ first: Int, count: Int, bytes: inout [UInt8], into values: inout [Float]
  ) throws(ConversionError) {
    try file.read(at: offset + first * type.size, count: count * type.size, into: &bytes)
    type.widen(bytes, into: &values)
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw ConversionError(
      file.path, "tensor \(name), element \(first + index)", "\(values[index]) is not finite",
      remedy: "train or export the model again")
  }
}
