/// A tensor as a test puts it into a safetensors file.
struct TestTensor: Equatable {
  var name: String
  var type: String
  var shape: [Int]
  var bytes: [UInt8]

  init(_ name: String, _ type: String, _ shape: [Int], _ bytes: [UInt8]) {
    self.name = name
    self.type = type
    self.shape = shape
    self.bytes = bytes
  }

  init(_ name: String, _ shape: [Int], _ values: [Float]) {
    self.init(
      name, "F32", shape,
      values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } })
  }

  /// A safetensors file of tensors, one behind the other.
  static func file(_ tensors: [TestTensor]) -> [UInt8] {
    var end = 0
    let records = tensors.map { tensor in
      defer { end += tensor.bytes.count }
      return """
        "\(tensor.name)":{"dtype":"\(tensor.type)","shape":\(tensor.shape),\
        "data_offsets":[\(end),\(end + tensor.bytes.count)]}
        """
    }
    return file(header: "{\(records.joined(separator: ","))}", data: tensors.flatMap(\.bytes))
  }

  /// A safetensors file with any text as header.
  static func file(header: String, data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(text.count >> (8 * $0) & 0xFF) } + text + data
  }
}
