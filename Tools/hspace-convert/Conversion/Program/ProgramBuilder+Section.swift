extension ProgramBuilder {
  /// The bytes of the `PROG` section.
  func section() -> [UInt8] {
    var strings = StringBlob()
    let programName = strings.add(name)
    var body = ByteBuffer()
    for input in inputs { append(input, &strings, to: &body) }
    for operation in operations { append(operation, &strings, to: &body) }
    for value in namedValues {
      body.append(strings.add(value.name))
      body.append(UInt32(value.number))
      body.append(0 as UInt32)
    }
    var section = ByteBuffer()
    section.append(UInt32(inputs.count))
    section.append(UInt32(operations.count))
    section.append(UInt32(namedValues.count))
    section.append(UInt32(strings.bytes.count))
    section.append(programName)
    section.append(0 as UInt64)
    return section.bytes + body.bytes + strings.bytes
  }

  private func append(
    _ input: ProgramInput, _ strings: inout StringBlob, to body: inout ByteBuffer
  ) {
    body.append(strings.add(input.name))
    body.append(input.kind.rawValue)
    body.append(UInt32(input.channels))
    body.append(UInt32(input.height))
    body.append(UInt32(input.width))
    body.append(0 as UInt64)
  }

  private func append(
    _ operation: ProgramOperation, _ strings: inout StringBlob, to body: inout ByteBuffer
  ) {
    body.append(operation.kind.rawValue)
    for place in 0..<3 {
      body.append(place < operation.inputs.count ? Int32(operation.inputs[place]) : -1)
    }
    for place in 0..<2 {
      body.append(place < operation.tensors.count ? Int32(operation.tensors[place]) : -1)
    }
    for place in 0..<8 {
      body.append(place < operation.parameters.count ? operation.parameters[place] : 0)
    }
    body.append(strings.add(operation.name))
  }
}
