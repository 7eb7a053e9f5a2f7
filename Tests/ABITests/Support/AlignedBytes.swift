/// A copy of bytes in memory that is aligned to 64, as the library wants it.
@safe
final class AlignedBytes: @unchecked Sendable {
  // Owned, and only read after init.
  let base: UnsafeMutableRawPointer
  let count: Int

  init(_ bytes: [UInt8]) {
    count = bytes.count
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: max(64, count), alignment: 64)
    unsafe UnsafeMutableRawBufferPointer(start: base, count: count).copyBytes(from: bytes)
  }

  deinit { unsafe base.deallocate() }
}
