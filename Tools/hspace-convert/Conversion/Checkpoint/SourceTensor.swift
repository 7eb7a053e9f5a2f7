/// A tensor in a checkpoint: where it lies and how to read parts of it.
struct SourceTensor {
  /// The archive's entry that holds the elements, whose checksum vouches for them.
  struct Check {
    let archive: ZipArchive
    let entry: ZipArchive.Entry
  }

  /// Elements read in one go around those that are wanted.
  private static let span = 1 << 18

  let name: String
  let type: SourceElement
  let shape: [Int]
  let file: SourceFile
  /// Offset of the first element in the file.
  let offset: Int
  /// Elements between neighbours along each extent; nil: one behind the other.
  private let strides: [Int]?
  let check: Check?

  /// The reader of the container has checked that all elements lie in the file.
  init(
    name: String, type: SourceElement, shape: [Int], file: SourceFile, offset: Int,
    strides: [Int]? = nil, check: Check? = nil
  ) {
    (self.name, self.type, self.shape) = (name, type, shape)
    (self.file, self.offset, self.check) = (file, offset, check)
    self.strides = strides.flatMap { Self.isContiguous(shape, $0) ? nil : $0 }
  }

  /// The product of the extents; the header was checked to hold so many elements.
  var count: Int { shape.reduce(1, *) }

  private static func isContiguous(_ shape: [Int], _ strides: [Int]) -> Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() {
      // The stride of a single element is never used.
      if extent != 1, stride != expected { return false }
      expected *= extent
    }
    return true
  }

  /// Reads elements, widened to f32; a value that is not finite is an error.
  ///
  /// `bytes` are the elements as they are stored, in order.
  func read(
    _ first: Int, count: Int, bytes: inout [UInt8], into values: inout [Float]
  ) throws(ConversionError) {
    if let strides {
      try gather(first, count, strides, &bytes)
    } else {
      try file.read(at: offset + first * type.size, count: count * type.size, into: &bytes)
    }
    type.widen(bytes, into: &values)
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return }
    throw ConversionError(
      file.path, "tensor \(name), element \(first + index)", "\(values[index]) is not finite",
      remedy: "train or export the model again")
  }

  /// Collects elements that do not lie one behind the other.
  private func gather(
    _ first: Int, _ count: Int, _ strides: [Int], _ bytes: inout [UInt8]
  ) throws(ConversionError) {
    let places = (first..<first + count).map { place(of: $0, strides) }
    guard let low = places.min(), let high = places.max() else { return bytes = [] }
    let size = type.size
    if bytes.count != count * size { bytes = [UInt8](repeating: 0, count: count * size) }
    var part: [UInt8] = []
    // All at once where they lie close, each by itself where they are scattered over the storage.
    let isDense = high - low < Self.span + 2 * count
    if isDense {
      try file.read(at: offset + low * size, count: (high - low + 1) * size, into: &part)
    }
    for (index, place) in places.enumerated() {
      if !isDense { try file.read(at: offset + place * size, count: size, into: &part) }
      let start = isDense ? (place - low) * size : 0
      for byte in 0..<size { bytes[index * size + byte] = part[start + byte] }
    }
  }

  private func place(of element: Int, _ strides: [Int]) -> Int {
    var (rest, place) = (element, 0)
    for (extent, stride) in zip(shape, strides).reversed() {
      place += rest % extent * stride
      rest /= extent
    }
    return place
  }
}
