import Container

/// Calls a body with a slice over fresh storage and returns what the storage holds afterwards.
func filled<T: BitwiseCopyable, E: Error>(
  _ count: Int, _ initial: T, _ body: (Slice<T>) throws(E) -> Void
) throws(E) -> [T] {
  let storage = UnsafeMutablePointer<T>.allocate(capacity: max(count, 1))
  defer { unsafe storage.deallocate() }
  unsafe storage.initialize(repeating: initial, count: count)
  // The storage outlives the call.
  try body(unsafe Slice(base: storage, count: count))
  return unsafe [T](UnsafeBufferPointer(start: storage, count: count))
}

/// Calls a body with a view of bytes.
func viewing<R, E: Error>(_ bytes: [UInt8], _ body: (Bytes) throws(E) -> R) throws(E) -> R {
  let storage = UnsafeMutableRawPointer.allocate(byteCount: max(bytes.count, 1), alignment: 64)
  defer { unsafe storage.deallocate() }
  unsafe UnsafeMutableRawBufferPointer(start: storage, count: bytes.count).copyBytes(from: bytes)
  // The storage outlives the call.
  return try body(unsafe Bytes(base: UnsafeRawPointer(storage), count: bytes.count))
}
