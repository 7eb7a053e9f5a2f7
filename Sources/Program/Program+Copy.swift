import Container

extension Program {
  /// The same program, read from a copy of its section.
  package func copied(in arena: inout Arena) -> Program? {
    guard let copy = arena.copy(bytes) else { return nil }
    return Program(copy, of: self)
  }

  /// Bytes that a copy takes from its arena.
  package var copyBytes: Int { (bytes.count + 63) & ~63 }

  private init(_ copy: Bytes, of original: Program) {
    let blob = original.strings.blob
    bytes = copy
    inputCount = original.inputCount
    operationCount = original.operationCount
    namedCount = original.namedCount
    // Names end the section.
    strings = StringTable(
      blob: copy.checked(copy.count - blob.count, blob.count), section: .program)
  }
}
