import CHSpace
import Foundation

/// A parallel-for of the caller's: the lanes run on threads of their own, the last one first.
final class Lanes: @unchecked Sendable {
  private let lock = NSLock()
  private var counted = 0
  /// Called on a lane's thread around its task.
  let around: @Sendable (() -> Void) -> Void

  init(around: @escaping @Sendable (() -> Void) -> Void = { $0() }) { self.around = around }

  /// Calls of the parallel-for so far.
  var calls: Int { lock.withLock { counted } }

  static let parallelFor: hsp_parallel_for = { user, lanes, task, context in
    // What the test's threads need is not the library's doing.
    MallocCalls.ignore {
      let me = unsafe Unmanaged<Lanes>.fromOpaque(user!).takeUnretainedValue()
      me.lock.withLock { me.counted += 1 }
      // The library waits for this call, so the context outlives every lane.
      let shared = UInt(bitPattern: context)
      let threads = (0..<lanes).reversed().map { lane in
        BackgroundThread { [around = me.around] in
          around { unsafe task(UnsafeMutableRawPointer(bitPattern: shared)!, lane) }
        }
      }
      for thread in threads { thread.join() }
    }
  }
}

/// A thread that can be waited for.
final class BackgroundThread: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () -> Void) {
    let thread = Thread { [done] in
      body()
      done.signal()
    }
    thread.start()
  }

  func join() { done.wait() }
}
