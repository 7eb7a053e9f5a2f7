/// One tensor's record in a safetensors header, checked by itself.
struct SafetensorsEntry {
  let type: SourceElement
  let shape: [Int]
  /// Offsets relative to the end of the header.
  let begin: Int
  let end: Int

  init(_ member: JSON.Member, file: String) throws(ConversionError) {
    func fault(_ problem: String) -> ConversionError {
      ConversionError(
        file, "tensor \(member.key)", problem, remedy: "export the model again as safetensors")
    }
    guard case .object(let fields) = member.value else {
      throw fault("its record is not an object")
    }
    var type: SourceElement?
    var shape: [Int]?
    var offsets: [Int]?
    for field in fields {
      switch (field.key, field.value) {
      case ("dtype", .string(let name)):
        type = SourceElement(rawValue: name)
        if type == nil { throw fault("dtype \(name) is not known") }
      case ("shape", .array(let values)): shape = Self.counts(values)
      case ("data_offsets", .array(let values)): offsets = Self.counts(values)
      default: throw fault("unexpected field \"\(field.key)\" with value \(field.value)")
      }
    }
    guard let type, let shape, shape.count <= 8, !shape.contains(0) else {
      throw fault("dtype or shape is missing or impossible")
    }
    guard let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
      throw fault("data_offsets is missing or impossible")
    }
    guard offsets[1] - offsets[0] == Self.size(shape, type) else {
      throw fault("its shape \(shape) does not fill its \(offsets[1] - offsets[0]) bytes")
    }
    (self.type, self.shape, begin, end) = (type, shape, offsets[0], offsets[1])
  }

  /// The values as numbers of at least 0; nil when one is something else.
  private static func counts(_ values: [JSON]) -> [Int]? {
    var counts: [Int] = []
    for value in values {
      guard case .integer(let count) = value, count >= 0 else { return nil }
      counts.append(count)
    }
    return counts
  }

  /// The bytes that a shape takes; nil when they overflow.
  private static func size(_ shape: [Int], _ type: SourceElement) -> Int? {
    var size = type.size
    for extent in shape {
      let (product, overflows) = size.multipliedReportingOverflow(by: extent)
      if overflows { return nil }
      size = product
    }
    return size
  }
}
