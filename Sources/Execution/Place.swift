import Program

/// Where a value lies in the arena, and in which format.
@safe
struct Place {
  let base: UnsafeMutableRawPointer
  let format: StorageFormat

  /// The address of a number of the value.
  func advanced(_ count: Int) -> UnsafeMutableRawPointer {
    // The caller stays inside the value.
    unsafe base + count * format.bytes
  }
}
