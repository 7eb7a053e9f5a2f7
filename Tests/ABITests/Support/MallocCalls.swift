import MallocCounter

/// Counts the calls of malloc that a body makes, on any thread.
@safe
final class MallocCalls: @unchecked Sendable {
  // Owned; changed by atomic additions while anybody watches.
  private let counter = UnsafeMutablePointer<Int64>.allocate(capacity: 1)

  init() { unsafe counter.initialize(to: 0) }

  deinit { unsafe counter.deallocate() }

  var calls: Int64 { unsafe counter.pointee }

  func reset() { unsafe counter.pointee = 0 }

  func watch(_ body: () -> Void) {
    let before = unsafe malloc_counter_watch(counter)
    body()
    _ = unsafe malloc_counter_watch(before)
  }

  /// Runs a body whose calls do not count.
  static func ignore(_ body: () -> Void) {
    let before = unsafe malloc_counter_watch(nil)
    body()
    _ = unsafe malloc_counter_watch(before)
  }
}
