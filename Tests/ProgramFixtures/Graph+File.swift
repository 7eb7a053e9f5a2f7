import Container

extension Graph {
  /// The `.hsm` file of the graph; its schedule is one that only the container can read.
  package func file() -> [UInt8] {
    let (records, weights) = tensorSections()
    let sections: [(kind: String, bytes: [UInt8])] = [
      ("TENS", records), ("PROG", programSection()),
      ("SCHD", [UInt8](repeating: 1, count: 64)), ("WGHT", weights),
    ]
    var table = ByteWriter()
    var body = ByteWriter()
    body.zeros(64 + 32 * sections.count)
    let start = body.bytes.count
    for section in sections {
      body.pad(to: section.kind == "WGHT" ? 16384 : 64)
      table.append(Array(section.kind.utf8))
      table.append(checksum(section.bytes))
      table.append(UInt64(body.bytes.count))
      table.append(UInt64(section.bytes.count))
      table.append(UInt64(0))
      body.append(section.bytes)
    }
    let sum = checksum(header(body.bytes.count, sections.count, checksum: 0) + table.bytes)
    return header(body.bytes.count, sections.count, checksum: sum) + table.bytes
      + body.bytes[start...]
  }

  private func header(_ length: Int, _ sections: Int, checksum: UInt32) -> [UInt8] {
    var header = ByteWriter()
    header.append([0x89, 0x48, 0x53, 0x4D, 0x0D, 0x0A, 0x1A, 0x0A])
    header.append(UInt32(1))
    header.append(UInt32(sections))
    header.append(UInt64(length))
    header.append(checksum)
    header.append(UInt32(0))
    header.append([UInt8](repeating: 7, count: 32))
    return header.bytes
  }

  /// The `PROG` section.
  package func programSection() -> [UInt8] {
    var strings = StringWriter()
    var body = ByteWriter()
    strings.add("unet", to: &body)
    body.append(UInt64(0))
    for input in inputs {
      strings.add(input.name, to: &body)
      body.append(input.kind)
      body.append(input.extents.channels)
      body.append(input.extents.height)
      body.append(input.extents.width)
      body.append(UInt64(0))
    }
    for (index, node) in nodes.enumerated() {
      body.append(node.kind)
      for slot in 0..<3 { body.append(Int32(slot < node.inputs.count ? node.inputs[slot] : -1)) }
      for slot in 0..<2 { body.append(Int32(slot < node.tensors.count ? node.tensors[slot] : -1)) }
      for slot in 0..<8 {
        body.append(slot < node.parameters.count ? node.parameters[slot] : 0)
      }
      strings.add("operation \(index)", to: &body)
    }
    for entry in names {
      strings.add(entry.name, to: &body)
      body.append(UInt32(entry.value))
      body.append(UInt32(0))
    }
    var section = ByteWriter()
    for count in [inputs.count, nodes.count, names.count, strings.bytes.count] {
      section.append(UInt32(count))
    }
    return section.bytes + body.bytes + strings.bytes
  }

  /// The `TENS` and `WGHT` sections.
  private func tensorSections() -> (records: [UInt8], weights: [UInt8]) {
    var strings = StringWriter()
    var records = ByteWriter()
    var weights = ByteWriter()
    // A file has at least one tensor.
    let all =
      tensors.isEmpty
      ? [Weights(extents: [1, 1, 1, 1], values: [0], isPacked: false, isHalf: false)] : tensors
    records.append(UInt32(all.count))
    let names = all.indices.map { "tensor \($0)" }
    records.append(UInt32(names.reduce(0) { $0 + $1.utf8.count }))
    records.append(UInt64(0))
    for (tensor, name) in zip(all, names) {
      weights.pad(to: 64)
      let payload = tensor.payload
      var record = ByteWriter()
      strings.add(name, to: &record)
      record.append(UInt32(!tensor.scales.isEmpty ? 3 : tensor.isHalf ? 2 : 1))
      record.append(UInt32(tensor.isPacked ? 1 : 0))
      for extent in tensor.extents { record.append(UInt32(extent)) }
      record.append(UInt64(weights.bytes.count))
      record.append(UInt64(payload.count))
      record.append(checksum(record.bytes + Array(name.utf8) + payload))
      record.zeros(12)
      records.append(record.bytes)
      weights.append(payload)
    }
    return (records.bytes + strings.bytes, weights.bytes)
  }
}

extension Graph.Weights {
  /// The bytes in the file.
  var payload: [UInt8] {
    guard scales.isEmpty else { return integerPayload }
    var result = ByteWriter()
    for index in order {
      let value = index < 0 ? 0 : values[index]
      if isHalf {
        result.append(Float16(value).bitPattern)
      } else {
        result.append(value.bitPattern)
      }
    }
    return result.bytes
  }

  /// Index of each value in file order, -1 for the lanes beyond the last output.
  private var order: [Int] {
    guard isPacked else { return Array(values.indices) }
    let (outputs, inputs, taps) = (extents[0], extents[1], extents[2] * extents[3])
    var order: [Int] = []
    for block in stride(from: 0, to: outputs, by: 16) {
      for tap in 0..<taps {
        for input in 0..<inputs {
          for output in block..<block + 16 {
            order.append(output < outputs ? (output * inputs + input) * taps + tap : -1)
          }
        }
      }
    }
    return order
  }
}
