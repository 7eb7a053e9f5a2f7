import CPlatform

/// Where the library's memory comes from: three C pointers, those of the C interface's allocator.
@safe
package struct Allocator {
  package typealias Allocate =
    @convention(c) (UnsafeMutableRawPointer?, Int, Int) -> UnsafeMutableRawPointer?
  package typealias Release =
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer, Int) -> Void

  let allocate: Allocate
  let release: Release
  let user: UnsafeMutableRawPointer?

  /// The caller promises functions that keep the C interface's contract.
  package init(
    allocate: @escaping Allocate, release: @escaping Release, user: UnsafeMutableRawPointer?
  ) {
    unsafe self.allocate = allocate
    unsafe self.release = release
    unsafe self.user = user
  }

  /// The system's malloc and free.
  package static var system: Allocator {
    // Both functions ignore `user`.
    unsafe Allocator(
      allocate: { _, size, alignment in unsafe hsp_system_allocate(size, alignment) },
      release: { _, memory, _ in unsafe hsp_system_release(memory) },
      user: nil)
  }
}
