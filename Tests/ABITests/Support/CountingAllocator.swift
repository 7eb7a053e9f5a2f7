import CHSpace
import Foundation

/// An allocation hook that keeps a balance and can be told to fail.
@safe
final class CountingAllocator: @unchecked Sendable {
  private let lock = NSLock()
  private var sizes: [UInt: Int] = [:]
  private var counted = 0
  private var wrong = 0
  private var biggest = 0
  private let failing: Range<Int>

  /// Calls of allocate with a number in `failing` return NULL.
  init(failing: Range<Int> = 0..<0) { self.failing = failing }

  /// Calls of allocate so far.
  var calls: Int { lock.withLock { counted } }
  /// Blocks that were not released.
  var live: Int { lock.withLock { sizes.count } }
  /// Bytes of the largest request.
  var largest: Int { lock.withLock { biggest } }
  /// Releases of what is not live, or with another size.
  var mistakes: Int { lock.withLock { wrong } }

  private func allocate(_ size: Int, _ alignment: Int) -> UnsafeMutableRawPointer? {
    unsafe lock.withLock {
      defer { counted += 1 }
      if alignment > 4096 || alignment & (alignment - 1) != 0 || size < 0 { wrong += 1 }
      biggest = max(biggest, size)
      if failing.contains(counted) { return nil }
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: max(size, 1), alignment: max(alignment, 8))
      // Nothing may rely on zeros.
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0xA5, count: size)
      sizes[UInt(bitPattern: memory)] = size
      return unsafe memory
    }
  }

  private func release(_ memory: UnsafeMutableRawPointer, _ size: Int) {
    lock.withLock {
      if sizes.removeValue(forKey: UInt(bitPattern: memory)) != size { wrong += 1 }
      unsafe memory.initializeMemory(as: UInt8.self, repeating: 0x5A, count: size)
      unsafe memory.deallocate()
    }
  }

  /// The C struct; it points to this object, which must outlive what is made with it.
  var table: hsp_allocator {
    unsafe hsp_allocator(
      allocate: { user, size, alignment in
        unsafe Unmanaged<CountingAllocator>.fromOpaque(user!).takeUnretainedValue()
          .allocate(size, alignment)
      },
      release: { user, memory, size in
        unsafe Unmanaged<CountingAllocator>.fromOpaque(user!).takeUnretainedValue()
          .release(memory, size)
      }, user: Unmanaged.passUnretained(self).toOpaque())
  }
}

/// Lends an optional allocator's struct for one call.
func withAllocator<R>(
  _ allocator: CountingAllocator?, _ body: (UnsafePointer<hsp_allocator>?) throws -> R
) rethrows -> R {
  guard let allocator else { return try body(nil) }
  var table = unsafe allocator.table
  return try unsafe body(&table)
}
