/// A read-only view of bytes that somebody else keeps alive.
///
/// Reading at an offset that a file supplied goes through the throwing accessors; what a validator has
/// checked is read with `load`, whose precondition only ever fails on a broken invariant.
@safe
package struct Bytes {
  private let base: UnsafeRawPointer
  package let count: Int

  /// The caller promises `count` readable bytes at `base` for as long as the view is used.
  package init(base: UnsafeRawPointer, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The first byte, for C functions and kernels.
  package var pointer: UnsafeRawPointer { unsafe base }

  /// Reads a little-endian value that was checked before.
  package func load<T: BitwiseCopyable & FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
    precondition(offset >= 0 && offset <= count - MemoryLayout<T>.size)
    // The range was just checked.
    return unsafe T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// Reads a little-endian value, or throws `truncated` with the offset.
  package func read<T: BitwiseCopyable & FixedWidthInteger>(
    _ offset: Int, as type: T.Type
  ) throws(ContainerError) -> T {
    guard offset >= 0, offset <= count - MemoryLayout<T>.size else {
      throw ContainerError(.truncated, offset: offset)
    }
    return load(offset, as: T.self)
  }

  /// The bytes `offset ..< offset + length`, or throws `truncated`.
  package func slice(_ offset: Int, _ length: Int) throws(ContainerError) -> Bytes {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
      throw ContainerError(.truncated, offset: offset)
    }
    // The range was just checked.
    return unsafe Bytes(base: base + offset, count: length)
  }
}
