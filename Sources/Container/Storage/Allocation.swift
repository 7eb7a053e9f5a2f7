/// Memory of an allocator, given back at the end of the owner's life.
///
/// Public for Embedded Swift's sake, which sees the deinit of another module's type only then.
@safe
public struct Allocation: ~Copyable {
  /// The first byte.
  package let base: UnsafeMutableRawPointer
  package let count: Int
  private let allocator: Allocator

  /// Takes `count` bytes, or throws `noMemory` with their number.
  package init(
    _ allocator: Allocator, count: Int, alignment: Int = 64
  ) throws(ContainerError) {
    precondition(count >= 0)
    // The allocator's functions keep their contract.
    guard let memory = unsafe allocator.allocate(allocator.user, count, alignment) else {
      throw ContainerError(.noMemory, offset: -1, value: Int64(count))
    }
    guard UInt(bitPattern: memory) % UInt(alignment) == 0 else {
      // It is not kept.
      unsafe allocator.release(allocator.user, memory, count)
      throw ContainerError(.misalignedMemory, offset: -1)
    }
    unsafe base = memory
    self.count = count
    self.allocator = allocator
  }

  deinit {
    // Taken in init, released only here.
    unsafe allocator.release(allocator.user, base, count)
  }

  /// A view of the memory, valid as long as the owner lives.
  package var bytes: Bytes { unsafe Bytes(base: base, count: count) }
}
