import CPlatform

/// A read-only view of bytes that somebody else keeps alive.
///
/// Reading at an offset that a file supplied goes through the throwing accessors; what a validator
/// has
/// checked is read with `load`, whose precondition only ever fails on a broken invariant.
@safe
package struct Bytes {
  private let base: UnsafeRawPointer
  package let count: Int
  /// Where the first byte is in its file, so that errors can say where they are.
  package let origin: Int

  /// The caller promises `count` readable bytes at `base` for as long as the view is used.
  package init(base: UnsafeRawPointer, count: Int, origin: Int = 0) {
    unsafe self.base = base
    self.count = count
    self.origin = origin
  }

  /// The first byte, for C functions and kernels.
  package var pointer: UnsafeRawPointer { unsafe base }

  /// No bytes.
  package static var empty: Bytes { zeros(0) }

  /// Up to 64 bytes of zero, for padding.
  package static func zeros(_ count: Int) -> Bytes {
    precondition(count >= 0 && count <= 64)
    // A constant of 64 bytes.
    return unsafe Bytes(base: hsp_zeros(), count: count)
  }

  /// Reads a little-endian value that was checked before.
  package func load<T: BitwiseCopyable & FixedWidthInteger>(_ offset: Int, as type: T.Type) -> T {
    precondition(offset >= 0 && offset <= count - MemoryLayout<T>.size)
    // The range was just checked.
    return unsafe T(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: T.self))
  }

  /// Reads a little-endian value, or throws `truncated` with the place where the bytes end.
  package func read<T: BitwiseCopyable & FixedWidthInteger>(
    _ offset: Int, as type: T.Type
  ) throws(ContainerError) -> T {
    guard offset >= 0, offset <= count - MemoryLayout<T>.size else {
      throw ContainerError(.truncated, offset: origin + count)
    }
    return load(offset, as: T.self)
  }

  /// The bytes `offset ..< offset + length`, or throws `truncated` with the place where the bytes
  /// end.
  package func slice(_ offset: Int, _ length: Int) throws(ContainerError) -> Bytes {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
      throw ContainerError(.truncated, offset: origin + count)
    }
    return checked(offset, length)
  }

  /// The bytes `offset ..< offset + length`, which were checked before.
  package func checked(_ offset: Int, _ length: Int) -> Bytes {
    precondition(offset >= 0 && length >= 0 && offset <= count && length <= count - offset)
    // The range was just checked.
    return unsafe Bytes(base: base + offset, count: length, origin: origin + offset)
  }

  /// Throws `paddingNotZero` at the first byte of `offset ..< end`, checked before, that is not
  /// zero.
  func checkZeros(_ offset: Int, upTo end: Int, section: SectionKind?) throws(ContainerError) {
    var start = offset
    while end - start >= 64, checked(start, 64).equals(.zeros(64)) { start += 64 }
    for place in start..<end {
      let byte = load(place, as: UInt8.self)
      guard byte == 0 else {
        throw ContainerError(
          .paddingNotZero, offset: origin + place, value: Int64(byte), section: section)
      }
    }
  }
}
