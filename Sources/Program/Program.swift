import Container

/// A checked list of operations, read in place from a `PROG` section.
///
/// Values are numbered: inputs first, then one for each operation. Nothing is copied: the section must outlive it.
package struct Program {
  /// What a caller supplies.
  package enum InputKind: UInt32 {
    case picture = 0
    case timestep = 1
    /// A 1 x 1 picture whose extents stay what they are.
    case vector = 2
  }

  package static let inputBytes = 32
  package static let operationBytes = 64
  package static let namedBytes = 16
  package static let headerBytes = 32

  let bytes: Bytes
  package let inputCount: Int
  package let operationCount: Int
  package let namedCount: Int
  let strings: StringTable

  package var valueCount: Int { inputCount + operationCount }
  package var name: Bytes { string(at: 16) }

  var operationStart: Int { Program.headerBytes + inputCount * Program.inputBytes }
  var namedStart: Int { operationStart + operationCount * Program.operationBytes }

  /// Checks everything that does not need shapes; `tensors` is the number of tensors in the file.
  package init(_ bytes: Bytes, tensors: Int) throws(ProgramError) {
    guard bytes.count >= Program.headerBytes else {
      throw ProgramError(.truncated, offset: bytes.count)
    }
    let inputs = bytes.load(0, as: UInt32.self)
    let operations = bytes.load(4, as: UInt32.self)
    let named = bytes.load(8, as: UInt32.self)
    guard (1...16).contains(inputs) else {
      throw ProgramError(.counts, offset: 0, value: Int64(inputs))
    }
    guard (1...2048).contains(operations) else {
      throw ProgramError(.counts, offset: 4, value: Int64(operations))
    }
    guard (1...64).contains(named) else {
      throw ProgramError(.counts, offset: 8, value: Int64(named))
    }
    self.bytes = bytes
    inputCount = Int(inputs)
    operationCount = Int(operations)
    namedCount = Int(named)
    let end =
      Program.headerBytes + Int(inputs) * Program.inputBytes
      + Int(operations) * Program.operationBytes + Int(named) * Program.namedBytes
    let blob = bytes.load(12, as: UInt32.self)
    guard bytes.count >= end, UInt64(bytes.count - end) == UInt64(blob) else {
      throw ProgramError(.truncated, offset: 12, value: Int64(blob))
    }
    do {
      strings = StringTable(blob: try bytes.slice(end, bytes.count - end), section: .program)
    } catch {
      throw ProgramError(.truncated, offset: end)
    }
    guard bytes.load(24, as: UInt64.self) == 0 else { throw ProgramError(.reserved, offset: 24) }
    try validate(tensors: tensors)
  }

  /// The operation that computes value `inputCount + index`.
  package func operation(_ index: Int) -> Operation {
    let at = operationStart + index * Program.operationBytes
    // Checked by validate.
    let kind = OperationKind(rawValue: bytes.load(at, as: UInt32.self)) ?? .silu
    return Operation(
      kind: kind,
      inputs: InlineArray { Int(bytes.load(at + 4 + $0 * 4, as: Int32.self)) },
      tensors: InlineArray { Int(bytes.load(at + 16 + $0 * 4, as: Int32.self)) },
      parameters: InlineArray { bytes.load(at + 24 + $0 * 4, as: UInt32.self) })
  }

  /// The operation's name, for messages.
  package func name(ofOperation index: Int) -> Bytes {
    string(at: operationStart + index * Program.operationBytes + 56)
  }

  package func inputName(_ index: Int) -> Bytes {
    string(at: Program.headerBytes + index * Program.inputBytes)
  }

  package func inputKind(_ index: Int) -> InputKind {
    let at = Program.headerBytes + index * Program.inputBytes
    return InputKind(rawValue: bytes.load(at + 8, as: UInt32.self)) ?? .picture
  }

  /// The extents that the model was trained for.
  package func inputExtents(_ index: Int) -> Extents {
    let at = Program.headerBytes + index * Program.inputBytes
    return Extents(
      height: Int(bytes.load(at + 16, as: UInt32.self)),
      width: Int(bytes.load(at + 20, as: UInt32.self)),
      channels: Int(bytes.load(at + 12, as: UInt32.self)))
  }

  package func namedName(_ index: Int) -> Bytes {
    string(at: namedStart + index * Program.namedBytes)
  }

  /// The value that a name stands for.
  package func namedValue(_ index: Int) -> Int {
    Int(bytes.load(namedStart + index * Program.namedBytes + 8, as: UInt32.self))
  }

  /// The string whose reference lies at an offset.
  ///
  /// Checked by validate.
  private func string(at offset: Int) -> Bytes { strings.load(bytes, offset) }
}
