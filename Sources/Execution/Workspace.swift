import Program

/// Memory that an executor needs only while it runs: another one may use it in between.
@safe
package struct Workspace {
  /// Aligned to 64, of the sizes below.
  let values: UnsafeMutableRawPointer
  let scratch: UnsafeMutableRawPointer
  let shared: UnsafeMutableRawPointer
  private let valueBytes: Int
  private let scratchBytes: Int
  private let sharedBytes: Int

  /// The caller promises storage of the plan's sizes, aligned to 64.
  package init(
    _ plan: Plan, lanes: Int, values: UnsafeMutableRawPointer, scratch: UnsafeMutableRawPointer,
    shared: UnsafeMutableRawPointer
  ) {
    unsafe self.values = values
    unsafe self.scratch = scratch
    unsafe self.shared = shared
    valueBytes = plan.valueBytes
    scratchBytes = Executor.laneStride(plan) * lanes
    sharedBytes = plan.sharedBytes
  }

  /// Whether a plan's values and scratch have room here.
  package func holds(_ plan: Plan, lanes: Int) -> Bool {
    let (scratch, overflows) = Executor.laneStride(plan).multipliedReportingOverflow(by: lanes)
    return !overflows && plan.valueBytes <= valueBytes && scratch <= scratchBytes
      && plan.sharedBytes <= sharedBytes
  }

  /// Whether both are the same memory.
  package func isShared(with other: Workspace) -> Bool { unsafe values == other.values }
}

extension Executor {
  /// Where it keeps what it needs while it runs.
  package var workspace: Workspace {
    // Its own storage, whose sizes the plan says.
    unsafe Workspace(
      plan, lanes: workers.lanes, values: values, scratch: scratch, shared: shared)
  }
}
