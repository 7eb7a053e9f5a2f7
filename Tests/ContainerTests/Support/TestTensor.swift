import CPlatform

@testable import Container

/// A tensor of a file that a test makes, with every field free to lie.
struct TestTensor {
  var name: [UInt8]
  var element: UInt32 = 1
  var layout: UInt32 = 0
  var extents: [UInt32]
  var payload: [UInt8]
  /// What to say instead of the truth.
  var offset: UInt64?
  var length: UInt64?
  /// What to say instead of the name's place in the blob.
  var nameRange: (offset: UInt32, length: UInt32)?

  init(_ name: String, element: UInt32 = 1, layout: UInt32 = 0, extents: [UInt32], bytes: Int) {
    self.name = Array(name.utf8)
    self.element = element
    self.layout = layout
    self.extents = extents
    payload = (0..<bytes).map { UInt8(truncatingIfNeeded: $0 * 7 + 1) }
  }

  init(_ name: String, _ parts: Int8Parts) {
    self.init(
      name, element: 3, layout: 1, extents: parts.extents.map(UInt32.init), bytes: 0)
    payload = parts.payload
  }

  /// Vectors and packed matrices of odd sizes.
  static var samples: [TestTensor] {
    var packed = TestTensor("conv.weight", layout: 1, extents: [5, 3, 1, 1], bytes: 192)
    for row in 0..<3 { for lane in 20..<64 { packed.payload[row * 64 + lane] = 0 } }
    return [
      TestTensor("conv.bias", extents: [5, 1, 1, 1], bytes: 20),
      packed,
      TestTensor("norm.γ", element: 2, extents: [3, 1, 1, 1], bytes: 6),
      TestTensor("q", Int8Parts(outputs: 16, inputs: 1)),
    ]
  }
}

extension TestFile {
  /// The `TENS` and `WGHT` sections of tensors.
  static func sections(_ tensors: [TestTensor]) -> (table: [UInt8], weights: [UInt8]) {
    var records: [UInt8] = []
    var blob: [UInt8] = []
    var weights: [UInt8] = []
    for tensor in tensors {
      weights.pad(to: 64)
      var record: [UInt8] = []
      record.append(tensor.nameRange?.offset ?? UInt32(blob.count))
      record.append(tensor.nameRange?.length ?? UInt32(tensor.name.count))
      record.append(tensor.element)
      record.append(tensor.layout)
      for extent in tensor.extents { record.append(extent) }
      record.append(tensor.offset ?? UInt64(weights.count))
      record.append(tensor.length ?? UInt64(tensor.payload.count))
      record.append(crc32c(record + tensor.name + tensor.payload))
      records += record + [UInt8](repeating: 0, count: 12)
      blob += tensor.name
      weights += tensor.payload
    }
    var table: [UInt8] = []
    table.append(UInt32(tensors.count))
    table.append(UInt32(blob.count))
    table.append(UInt64(0))
    return (table + records + blob, weights)
  }
}

/// The checksum of a section or tensor; `ChecksumTests` compares it with the definition.
func crc32c(_ bytes: [UInt8]) -> UInt32 {
  unsafe bytes.withUnsafeBytes { buffer in
    guard let base = buffer.baseAddress else { return 0 }
    return unsafe hsp_crc32c_portable(0, base, buffer.count)
  }
}
