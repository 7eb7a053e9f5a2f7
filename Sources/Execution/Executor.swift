import CKernels
import CPlatform
import Container
import Program

/// Runs the steps of a plan over its arena.
///
/// A plain value: everything it points to belongs to the session. One run at a time.
@safe
package struct Executor {
  package let plan: Plan
  let kernels: hsp_kernels
  let workers: Workers
  /// plan.valueBytes bytes.
  let values: UnsafeMutableRawPointer
  /// workers.lanes times laneStride bytes.
  let scratch: UnsafeMutableRawPointer
  /// plan.sharedBytes bytes.
  let shared: UnsafeMutableRawPointer
  /// Not 0: stop at the next strip.
  let cancelFlag: UnsafeMutablePointer<Int32>

  /// The caller promises storage of the plan's sizes, aligned to 64.
  package init(
    _ plan: Plan, kernels: hsp_kernels, workers: Workers, values: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer, shared: UnsafeMutableRawPointer,
    cancelFlag: UnsafeMutablePointer<Int32>
  ) {
    self.plan = plan
    self.kernels = kernels
    self.workers = workers
    unsafe self.values = values
    unsafe self.scratch = scratch
    unsafe self.shared = shared
    unsafe self.cancelFlag = cancelFlag
  }

  /// Bytes between the scratch of neighbouring lanes.
  package static func laneStride(_ plan: Plan) -> Int { (plan.laneBytes + 63) & ~63 }

  /// The floats of a value, channels last.
  package func value(_ index: Int) -> Slice<Float> {
    // The plan placed the value inside the arena.
    unsafe Slice(
      base: (values + plan.offset(ofValue: index)).assumingMemoryBound(to: Float.self),
      count: plan.extents[index].count)
  }

  /// Runs the steps `first ..< end`.
  package func run(_ first: Int, _ end: Int) throws(ExecutionError) {
    for index in first..<end {
      run(plan.steps[index])
      if isCancelled { throw .cancelled(step: index) }
    }
  }

  var isCancelled: Bool { unsafe hsp_atomic_load(cancelFlag) != 0 }

  private func run(_ step: PlanStep) {
    switch step.kind {
    case .embed: embed(step)
    case .moments:
      spread(step, .momentsOfChannels)
      foldMoments(step)
    case .convolve:
      if plan.geometry(step).isShared { spread(step, .fillSharedTile) }
      spread(step, .convolve)
    case .condition: spread(step, .condition)
    case .attend: spread(step, .attend)
    case .add: spread(step, .add)
    case .nothing: break
    }
  }

  /// Runs one phase of a step on all lanes; each takes the next item of work until none is left.
  private func spread(_ step: PlanStep, _ phase: StepJob.Phase) {
    var next: Int32 = 0
    // Neither pointer outlives the call: workers return when all lanes have.
    unsafe withUnsafeMutablePointer(to: &next) { next in
      var job = unsafe StepJob(executor: self, step: step, phase: phase, next: next)
      unsafe withUnsafeMutablePointer(to: &job) { job in
        unsafe workers.run(StepJob.lane, UnsafeMutableRawPointer(job))
      }
    }
  }
}
