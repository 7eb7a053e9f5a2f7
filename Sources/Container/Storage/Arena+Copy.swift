extension Arena {
  /// A copy of some bytes, which know their place in the file as the original does.
  ///
  /// nil when the block is too small, and in an arena that only counts.
  package mutating func copy(_ bytes: Bytes) -> Bytes? {
    guard let offset = reserve(bytes.count),
      let copy = slice(offset, bytes.count, of: UInt8.self)
    else { return nil }
    // Both have this many bytes, and the slice is new.
    unsafe UnsafeMutableRawPointer(copy.pointer)
      .copyMemory(from: bytes.pointer, byteCount: bytes.count)
    return unsafe Bytes(base: copy.pointer, count: bytes.count, origin: bytes.origin)
  }
}
