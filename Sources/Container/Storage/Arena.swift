/// Hands out storage from one block, front to back, and counts what it would need.
///
/// Without a block it only counts: the same code that carves a session's memory computes its size.
@safe
package struct Arena {
  private let base: UnsafeMutableRawPointer?
  private let capacity: Int
  /// Bytes handed out so far, padding between them included.
  package private(set) var used = 0

  /// An arena that only counts.
  package init() {
    unsafe base = nil
    capacity = .max
  }

  /// The caller promises `capacity` writable bytes at `base`, aligned to 64.
  package init(base: UnsafeMutableRawPointer, capacity: Int) {
    unsafe self.base = base
    self.capacity = capacity
  }

  /// Reserves bytes aligned to 64 and returns their offset; nil when the block is too small or
  /// sizes overflow.
  package mutating func reserve(_ bytes: Int) -> Int? {
    let (padded, wraps) = used.addingReportingOverflow(63)
    guard !wraps, bytes >= 0 else { return nil }
    let start = padded & ~63
    let (end, overflows) = start.addingReportingOverflow(bytes)
    guard !overflows, end <= capacity else { return nil }
    used = end
    return start
  }

  /// The elements at an offset that `reserve` returned; nil in an arena that only counts.
  package func slice<T: BitwiseCopyable>(_ offset: Int, _ count: Int, of type: T.Type) -> Slice<T>?
  {
    guard let base = unsafe base else { return nil }
    precondition(offset >= 0 && count >= 0 && offset + count * MemoryLayout<T>.stride <= used)
    // The range was reserved, offsets are multiples of 64.
    return unsafe Slice(
      base: (base + offset).assumingMemoryBound(to: T.self), count: count)
  }
}
