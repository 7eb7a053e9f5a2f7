import CPlatform
import Container
import Execution
import Program

/// Where everything of a session lies in its one block of memory.
package struct SessionLayout {
  /// For the interface's own bookkeeping.
  package let handle: Int
  package let cancelFlag: Int
  package let profile: Int
  package let pool: Int
  /// Copies of the model's tables, for sessions that don't touch its map.
  package let copies: Int
  package let copyBytes: Int
  package let tables: Int
  /// Of the tables: plan and places of weights.
  package let planBytes: Int
  /// State and room of weights that the session holds itself.
  package let weightState: Int
  package let reader: Int
  package let weights: Int
  package let scratch: Int
  package let shared: Int
  package let values: Int
  package let buffers: EngineBuffers.Layout
  package let tableBytes: Int
  package let weightBytes: Int
  package let scratchBytes: Int
  package let valueBytes: Int
  package let stateBytes: Int
  /// Of the whole block.
  package let bytes: Int

  /// Lays a session out; nil when the arena is too small or sizes overflow.
  package init?(
    _ plan: Plan, _ own: WeightLayout, _ request: SessionRequest, _ program: ModelProgram,
    _ model: borrowing Model, in arena: inout Arena
  ) {
    let names = program.names
    copyBytes = own.mode == .mapped ? 0 : ModelTables(model, program).copyBytes
    planBytes =
      Plan.tableBytes(plan.program)
      + WeightLayout.tableBytes(own.mode, tensors: plan.tensors.count)
    let (laneBytes, overflows) = Executor.laneStride(plan)
      .multipliedReportingOverflow(by: request.lanes)
    guard !overflows, let handle = arena.reserve(request.handleBytes),
      let cancelFlag = arena.reserve(64),
      let profile = arena.reserve(StepProfile.bytes),
      let pool = arena.reserve(request.ownThreads ? hsp_pool_size(Int32(request.lanes)) : 0),
      let copies = arena.reserve(copyBytes), let tables = arena.reserve(planBytes),
      let weightState = arena.reserve(
        own.mode == .mapped ? 0 : MemoryLayout<WeightRoom.State>.stride),
      let reader = arena.reserve(request.startsReader ? hsp_reader_size() : 0)
    else { return nil }
    guard let weights = arena.reserve(own.bytes) else { return nil }
    let borrows = request.workspace != nil
    if let workspace = request.workspace, !workspace.holds(plan, lanes: request.lanes) {
      return nil
    }
    weightBytes = own.bytes
    tableBytes = arena.used - weightBytes
    guard let scratch = arena.reserve(borrows ? 0 : laneBytes),
      let shared = arena.reserve(borrows ? 0 : plan.sharedBytes)
    else {
      return nil
    }
    scratchBytes = arena.used - tableBytes - weightBytes
    guard let values = arena.reserve(borrows ? 0 : plan.valueBytes) else { return nil }
    valueBytes = arena.used - tableBytes - weightBytes - scratchBytes
    guard
      let buffers = EngineBuffers.Layout(
        timesteps: model.schedule.timesteps, picture: names.map { plan.extents[$0.x].count } ?? 0,
        hidden: names.map { plan.extents[$0.h].count } ?? 0, in: &arena)
    else { return nil }
    self.handle = handle
    self.cancelFlag = cancelFlag
    self.profile = profile
    self.pool = pool
    self.copies = copies
    self.tables = tables
    self.weightState = weightState
    self.reader = reader
    self.weights = weights
    self.scratch = scratch
    self.shared = shared
    self.values = values
    self.buffers = buffers
    stateBytes = arena.used - tableBytes - weightBytes - scratchBytes - valueBytes
    bytes = arena.used
  }
}
