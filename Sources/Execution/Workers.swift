import CPlatform

/// Runs a task once for each lane: on the session's own threads, on the caller's, or inline.
@safe
package struct Workers {
  package typealias Task = @convention(c) (UnsafeMutableRawPointer, Int32) -> Void
  package typealias ParallelFor =
    @convention(c) (UnsafeMutableRawPointer?, Int32, Task, UnsafeMutableRawPointer) -> Void

  package let lanes: Int
  private let pool: OpaquePointer?
  private let parallelFor: ParallelFor?
  private let user: UnsafeMutableRawPointer?

  /// Everything on the calling thread.
  package init() {
    lanes = 1
    unsafe pool = nil
    unsafe parallelFor = nil
    unsafe user = nil
  }

  /// The caller promises a started pool of that many lanes.
  package init(pool: OpaquePointer, lanes: Int) {
    self.lanes = lanes
    unsafe self.pool = pool
    unsafe parallelFor = nil
    unsafe user = nil
  }

  /// The caller promises that `parallelFor` runs every lane before it returns.
  package init(parallelFor: ParallelFor, user: UnsafeMutableRawPointer?, lanes: Int) {
    self.lanes = lanes
    unsafe pool = nil
    unsafe self.parallelFor = parallelFor
    unsafe self.user = user
  }

  /// Calls `task(context, lane)` for every lane and waits.
  package func run(_ task: Task, _ context: UnsafeMutableRawPointer) {
    if let pool = unsafe pool {
      unsafe hsp_pool_run(pool, task, context)
    } else if let parallelFor = unsafe parallelFor {
      unsafe parallelFor(user, Int32(lanes), task, context)
    } else {
      for lane in 0..<lanes { unsafe task(context, Int32(lane)) }
    }
  }
}
