import Container

/// The `TENS` section: one record for each tensor, then their names.
struct TensorSection {
  private let records: [[UInt8]]
  private var checksums: [UInt32] = []
  private let strings: [UInt8]

  /// Makes the records without their checksums.
  init(_ tensors: [ModelTensor], _ plan: TensorPlan) {
    var strings = StringBlob()
    records = tensors.indices.map { index in
      var record = ByteBuffer()
      record.append(strings.add(tensors[index].name))
      record.append(plan.packers[index].element.rawValue)
      record.append(plan.packers[index].layout.rawValue)
      for extent in tensors[index].extents { record.append(UInt32(extent)) }
      record.append(UInt64(plan.offsets[index]))
      record.append(UInt64(plan.lengths[index]))
      return record.bytes
    }
    self.strings = strings.bytes
  }

  /// Bytes of the section.
  var size: Int { 16 + 64 * records.count + strings.count }

  /// A checksum of the next tensor's record and name, to be continued with its payload.
  func beginChecksum(_ tensor: ModelTensor) -> Checksum {
    var sum = Checksum()
    sum.update(records[checksums.count])
    sum.update(Array(tensor.name.utf8))
    return sum
  }

  mutating func endChecksum(_ sum: Checksum) { checksums.append(sum.value) }

  /// The section, when every tensor has its checksum.
  func bytes() -> [UInt8] {
    precondition(checksums.count == records.count)
    var section = ByteBuffer()
    section.append(UInt32(records.count))
    section.append(UInt32(strings.count))
    section.append(0 as UInt64)
    for (record, checksum) in zip(records, checksums) {
      section.append(record)
      section.append(checksum)
      section.append([UInt8](repeating: 0, count: 12))
    }
    section.append(strings)
    return section.bytes
  }
}

extension Checksum {
  /// Appends bytes.
  mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      // The array outlives the view.
      update(unsafe Bytes(base: base, count: buffer.count))
    }
  }
}
