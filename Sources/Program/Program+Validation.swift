import Container

extension Program {
  /// Checks strings, inputs, operations and names, each once.
  func validate(tensors: Int) throws(ProgramError) {
    try checkString(at: 16, operation: -1)
    for index in 0..<inputCount { try validateInput(index) }
    for index in 0..<operationCount { try validateOperation(index, tensors: tensors) }
    for index in 0..<namedCount { try validateName(index) }
  }

  private func validateInput(_ index: Int) throws(ProgramError) {
    let at = Program.headerBytes + index * Program.inputBytes
    try checkString(at: at, operation: -1)
    for other in 0..<index where inputName(other).equals(inputName(index)) {
      throw ProgramError(.duplicateName, offset: at)
    }
    let kind = bytes.load(at + 8, as: UInt32.self)
    guard let kind = InputKind(rawValue: kind) else {
      throw ProgramError(.inputKind, offset: at + 8, value: Int64(kind))
    }
    let channels = bytes.load(at + 12, as: UInt32.self)
    let height = bytes.load(at + 16, as: UInt32.self)
    let width = bytes.load(at + 20, as: UInt32.self)
    let fits =
      switch kind {
      case .picture:
        (1...65536).contains(channels) && (1...16384).contains(height)
          && (1...16384).contains(width)
      case .vector: (1...65536).contains(channels) && height == 1 && width == 1
      case .timestep: channels == 1 && height == 1 && width == 1
      }
    guard fits else { throw ProgramError(.inputExtents, offset: at + 12, value: Int64(channels)) }
    guard bytes.load(at + 24, as: UInt64.self) == 0 else {
      throw ProgramError(.reserved, offset: at + 24)
    }
  }

  private func validateOperation(_ index: Int, tensors: Int) throws(ProgramError) {
    let at = operationStart + index * Program.operationBytes
    try checkString(at: at + 56, operation: index)
    let raw = bytes.load(at, as: UInt32.self)
    guard let kind = OperationKind(rawValue: raw) else {
      throw ProgramError(.operationKind, operation: index, offset: at, value: Int64(raw))
    }
    for slot in 0..<3 {
      let value = Int(bytes.load(at + 4 + slot * 4, as: Int32.self))
      let fits = slot < kind.inputs ? (0..<(inputCount + index)).contains(value) : value == -1
      guard fits else {
        throw ProgramError(
          slot < kind.inputs ? .operand : .unusedField, operation: index, offset: at + 4 + slot * 4,
          value: Int64(value))
      }
    }
    for slot in 0..<2 {
      let value = Int(bytes.load(at + 16 + slot * 4, as: Int32.self))
      let optional = kind == .convolution && slot == 1
      let fits =
        slot < kind.tensors
        ? (0..<tensors).contains(value) || (optional && value == -1) : value == -1
      guard fits else {
        throw ProgramError(
          slot < kind.tensors ? .tensorIndex : .unusedField, operation: index,
          offset: at + 16 + slot * 4, value: Int64(value))
      }
    }
    for slot in kind.parameters..<8 where bytes.load(at + 24 + slot * 4, as: UInt32.self) != 0 {
      throw ProgramError(.unusedField, operation: index, offset: at + 24 + slot * 4)
    }
    try validateParameters(index, at: at + 24)
  }

  private func validateParameters(_ index: Int, at offset: Int) throws(ProgramError) {
    let operation = operation(index)
    let fits: Bool
    switch operation.kind {
    case .convolution:
      fits =
        (1...11).contains(operation.integer(0)) && (1...11).contains(operation.integer(1))
        && (1...4).contains(operation.integer(2)) && operation.integer(3) <= 5
        && operation.integer(4) <= 5 && operation.integer(5) <= 5 && operation.integer(6) <= 5
    case .groupNorm, .modulatedGroupNorm:
      let epsilon = operation.float(1)
      fits = (1...65536).contains(operation.integer(0)) && epsilon > 0 && epsilon <= 0.1
    case .upsample, .averagePool: fits = operation.integer(0) == 2
    case .nearestCode: fits = operation.integer(0) <= 1
    case .attention: fits = (1...65536).contains(operation.integer(0))
    case .timestepEmbedding:
      let channels = operation.integer(0)
      let shift = operation.float(2)
      let period = operation.float(3)
      fits =
        (4...65536).contains(channels) && channels % 2 == 0 && operation.integer(1) <= 1
        && (shift == 0 || shift == 1) && period > 1 && period <= 1e9
    case .silu, .add, .concatenate, .copy: fits = true
    }
    guard fits else { throw ProgramError(.parameter, operation: index, offset: offset) }
  }

  private func validateName(_ index: Int) throws(ProgramError) {
    let at = namedStart + index * Program.namedBytes
    try checkString(at: at, operation: -1)
    for other in 0..<index where namedName(other).equals(namedName(index)) {
      throw ProgramError(.duplicateName, offset: at)
    }
    for input in 0..<inputCount where inputName(input).equals(namedName(index)) {
      throw ProgramError(.duplicateName, offset: at)
    }
    let value = bytes.load(at + 8, as: UInt32.self)
    guard (UInt32(inputCount)..<UInt32(valueCount)).contains(value) else {
      throw ProgramError(.namedValue, offset: at + 8, value: Int64(value))
    }
    guard bytes.load(at + 12, as: UInt32.self) == 0 else {
      throw ProgramError(.reserved, offset: at + 12)
    }
  }

  private func checkString(at offset: Int, operation: Int) throws(ProgramError) {
    do {
      _ = try strings.read(bytes, offset)
    } catch {
      throw ProgramError(.string, operation: operation, offset: offset)
    }
  }
}
