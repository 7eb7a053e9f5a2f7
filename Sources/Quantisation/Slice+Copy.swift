import Container

extension Slice<UInt8> {
  /// Copies bytes to an offset.
  func copy(_ bytes: Bytes, at offset: Int) {
    precondition(offset >= 0 && bytes.count <= count && offset <= count - bytes.count)
    // The range was just checked.
    unsafe UnsafeMutableRawPointer(pointer + offset).copyMemory(
      from: bytes.pointer, byteCount: bytes.count)
  }
}
