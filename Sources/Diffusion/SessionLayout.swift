import CPlatform
import Container
import Execution
import Program

/// Where everything of a session lies in its one block of memory.
package struct SessionLayout {
  /// For the interface's own bookkeeping.
  package let handle: Int
  package let cancelFlag: Int
  package let pool: Int
  package let tables: Int
  package let scratch: Int
  package let shared: Int
  package let values: Int
  package let buffers: EngineBuffers.Layout
  package let tableBytes: Int
  package let scratchBytes: Int
  package let valueBytes: Int
  package let stateBytes: Int
  /// Of the whole block.
  package let bytes: Int

  /// Lays a session out; nil when the arena is too small or sizes overflow.
  package init?(
    _ plan: Plan, names: UNetNames?, timesteps: Int, lanes: Int, ownThreads: Bool, handleBytes: Int,
    in arena: inout Arena
  ) {
    let (laneBytes, overflows) = Executor.laneStride(plan).multipliedReportingOverflow(by: lanes)
    guard !overflows, let handle = arena.reserve(handleBytes), let cancelFlag = arena.reserve(64),
      let pool = arena.reserve(ownThreads ? hsp_pool_size(Int32(lanes)) : 0),
      let tables = arena.reserve(Plan.tableBytes(plan.program))
    else { return nil }
    tableBytes = arena.used
    guard let scratch = arena.reserve(laneBytes), let shared = arena.reserve(plan.sharedBytes)
    else {
      return nil
    }
    scratchBytes = arena.used - tableBytes
    guard let values = arena.reserve(plan.valueBytes) else { return nil }
    valueBytes = arena.used - tableBytes - scratchBytes
    guard
      let buffers = EngineBuffers.Layout(
        timesteps: timesteps, picture: names.map { plan.extents[$0.x].count } ?? 0,
        hidden: names.map { plan.extents[$0.h].count } ?? 0, in: &arena)
    else { return nil }
    self.handle = handle
    self.cancelFlag = cancelFlag
    self.pool = pool
    self.tables = tables
    self.scratch = scratch
    self.shared = shared
    self.values = values
    self.buffers = buffers
    stateBytes = arena.used - tableBytes - scratchBytes - valueBytes
    bytes = arena.used
  }
}
