/// A mutable run of trivial values inside storage that somebody else keeps alive.
@safe
package struct Slice<Element: BitwiseCopyable>: BitwiseCopyable {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  package let count: Int

  /// The caller promises `count` writable elements at `base` for as long as the slice is used.
  package init(base: UnsafeMutablePointer<Element>, count: Int) {
    unsafe self.base = base
    self.count = count
  }

  /// The first element, for C functions and kernels.
  package var pointer: UnsafeMutablePointer<Element> { unsafe base }

  @inlinable package subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count)
      // The index was just checked.
      return unsafe base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count)
      // The index was just checked.
      unsafe base[index] = newValue
    }
  }

  /// Sets every element.
  package func fill(_ value: Element) {
    for index in 0..<count { self[index] = value }
  }

  /// The elements' bytes.
  package var bytes: Bytes {
    // The slice's own memory.
    unsafe Bytes(base: base, count: count * MemoryLayout<Element>.stride)
  }
}

extension Slice<UInt8> {
  /// Writes a little-endian number.
  package func store<T: FixedWidthInteger>(_ value: T, at offset: Int) {
    for index in 0..<T.bitWidth / 8 {
      self[offset + index] = UInt8(truncatingIfNeeded: value >> T(8 * index))
    }
  }
}
