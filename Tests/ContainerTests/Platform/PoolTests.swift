import CPlatform
import Foundation
import Testing

/// What the lanes of a task have counted, on cache lines of their own.
private struct Counts {
  var lanes = [Int32](repeating: 0, count: 32 * 16)
  var sum: Int32 = 0

  /// Runs a task `turns` times on a pool and counts calls per lane.
  mutating func run(lanes count: Int32, turns: Int) -> Int32 {
    let memory = UnsafeMutableRawPointer.allocate(
      byteCount: hsp_pool_size(count), alignment: 64)
    defer { unsafe memory.deallocate() }
    let code = unsafe hsp_pool_start(memory, count)
    guard code == 0 else { return code }
    let pool = OpaquePointer(memory)
    unsafe lanes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for _ in 0..<turns {
        unsafe hsp_pool_run(
          pool,
          { context, lane in
            // Each lane has its own element: nothing is shared.
            unsafe context.assumingMemoryBound(to: Int32.self)[Int(lane) * 16] += 1
          }, base)
      }
    }
    unsafe hsp_pool_stop(pool)
    return 0
  }
}

struct PoolTests {
  @Test(arguments: [1, 2, 3, 8, 32])
  func runsEveryLaneOnce(_ lanes: Int32) {
    var counts = Counts()
    #expect(counts.run(lanes: lanes, turns: 500) == 0)
    for lane in 0..<32 { #expect(counts.lanes[lane * 16] == (lane < lanes ? 500 : 0)) }
  }

  @Test func startsAndStopsWithoutWork() {
    for lanes in Int32(1)...9 {
      var counts = Counts()
      #expect(counts.run(lanes: lanes, turns: 0) == 0)
    }
  }

  @Test func refusesNoLanes() {
    var counts = Counts()
    #expect(counts.run(lanes: 0, turns: 1) != 0)
    #expect(counts.run(lanes: -1, turns: 1) != 0)
    #expect(hsp_pool_size(256) > hsp_pool_size(2))
  }

  /// Workers that have gone to sleep wake up again.
  @Test func wakesSleepers() {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: hsp_pool_size(2), alignment: 64)
    defer { unsafe memory.deallocate() }
    #expect(unsafe hsp_pool_start(memory, 2) == 0)
    let pool = OpaquePointer(memory)
    var calls: Int32 = 0
    for _ in 0..<20 {
      unsafe hsp_pool_run(
        pool,
        { context, _ in
          _ = unsafe hsp_atomic_add(context.assumingMemoryBound(to: Int32.self), 1)
        }, &calls)
      usleep(2000)
    }
    unsafe hsp_pool_stop(pool)
    #expect(calls == 40)
  }

  /// The host's flush-to-zero does not reach the workers, though threads inherit it.
  @Test func workersRoundAsTheLibraryDoes() {
    let before = hsp_fp_enter()
    defer { hsp_fp_leave(before) }
    var modes: [UInt64] = [0, 0]
    let memory = UnsafeMutableRawPointer.allocate(byteCount: hsp_pool_size(2), alignment: 64)
    defer { unsafe memory.deallocate() }
    hsp_fp_leave(FloatingPoint.flushing)
    #expect(unsafe hsp_pool_start(memory, 2) == 0)
    let pool = OpaquePointer(memory)
    unsafe hsp_pool_run(
      pool,
      { context, lane in
        let mode = hsp_fp_enter()
        hsp_fp_leave(mode)
        unsafe context.assumingMemoryBound(to: UInt64.self)[Int(lane)] = mode
      }, &modes)
    unsafe hsp_pool_stop(pool)
    _ = hsp_fp_enter()
    #expect(modes[0] & FloatingPoint.mask == FloatingPoint.flushing & FloatingPoint.mask)
    #expect(modes[1] & FloatingPoint.mask == FloatingPoint.normal & FloatingPoint.mask)
  }
}
