import CPlatform
import Execution

/// Ways of running a step's lanes.
enum Lanes: CaseIterable, Sendable {
  /// One lane on the calling thread.
  case inline
  /// Two lanes on threads.
  case pool
  /// Three lanes, one after the other, the last one first: it finds all the work.
  case reversed

  var count: Int {
    switch self {
    case .inline: 1
    case .pool: 2
    case .reversed: 3
    }
  }

  /// Runs a body with such workers.
  func run<R>(_ body: (Workers) throws -> R) rethrows -> R {
    switch self {
    case .inline: return try body(Workers())
    case .pool:
      let memory = UnsafeMutableRawPointer.allocate(
        byteCount: hsp_pool_size(Int32(count)), alignment: 64)
      defer { unsafe memory.deallocate() }
      // The memory has the pool's size and outlives it.
      let status = unsafe hsp_pool_start(memory, Int32(count))
      precondition(status == 0, "no threads: \(status)")
      let pool = OpaquePointer(memory)
      defer { unsafe hsp_pool_stop(pool) }
      return try body(unsafe Workers(pool: pool, lanes: count))
    case .reversed:
      let parallelFor: Workers.ParallelFor = { _, lanes, task, context in
        for lane in (0..<lanes).reversed() { unsafe task(context, lane) }
      }
      return try body(unsafe Workers(parallelFor: parallelFor, user: nil, lanes: count))
    }
  }
}
