import CPlatform

extension Bytes {
  /// Whether two views hold the same bytes.
  package func equals(_ other: Bytes) -> Bool {
    // Both views promise `count` readable bytes.
    count == other.count && (unsafe hsp_compare(pointer, other.pointer, count)) == 0
  }

  /// Whether the bytes are those of a literal.
  package func equals(_ literal: StaticString) -> Bool {
    // A literal of more than one character, or an empty one, is stored as a pointer.
    literal.hasPointerRepresentation
      && equals(unsafe Bytes(base: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// Whether the bytes are those of a C string, its NUL not counted.
  package func equals(cString: UnsafePointer<CChar>) -> Bool {
    for index in 0..<count {
      // A NUL ends the loop, because names contain none: no byte behind it is read.
      let character = unsafe UInt8(bitPattern: cString[index])
      guard character != 0, character == load(index, as: UInt8.self) else { return false }
    }
    // Every byte before this one was not NUL.
    return unsafe cString[count] == 0
  }

  /// An order for sorting names: by length, then by bytes.
  func precedes(_ other: Bytes) -> Bool {
    // Both views promise `count` readable bytes.
    count != other.count
      ? count < other.count : (unsafe hsp_compare(pointer, other.pointer, count)) < 0
  }

  /// Copies the bytes to a C buffer of `size` bytes, at least 1: cut at a character when too long,
  /// NUL-terminated.
  package func copy(to buffer: UnsafeMutablePointer<CChar>, size: Int) {
    precondition(size >= 1)
    var length = min(count, size - 1)
    while length < count, length > 0, load(length, as: UInt8.self) & 0xC0 == 0x80 { length -= 1 }
    for index in 0..<length {
      // length is less than size, which the caller promises.
      unsafe buffer[index] = CChar(bitPattern: load(index, as: UInt8.self))
    }
    // The same.
    unsafe buffer[length] = 0
  }
}
