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
  /// Where steps are measured, if they are.
  package let profile: StepProfile?
  let weights: WeightSource

  /// The workspace holds the plan.
  package init(
    _ plan: Plan, kernels: hsp_kernels, workers: Workers, _ workspace: Workspace,
    cancelFlag: UnsafeMutablePointer<Int32>, profile: StepProfile? = nil,
    weights: WeightSource? = nil
  ) {
    unsafe self.init(
      plan, kernels: kernels, workers: workers, values: workspace.values,
      scratch: workspace.scratch, shared: workspace.shared, cancelFlag: cancelFlag,
      profile: profile, weights: weights)
  }

  /// The caller promises storage of the plan's sizes, aligned to 64.
  package init(
    _ plan: Plan, kernels: hsp_kernels, workers: Workers, values: UnsafeMutableRawPointer,
    scratch: UnsafeMutableRawPointer, shared: UnsafeMutableRawPointer,
    cancelFlag: UnsafeMutablePointer<Int32>, profile: StepProfile? = nil,
    weights: WeightSource? = nil
  ) {
    self.plan = plan
    self.kernels = kernels
    self.workers = workers
    unsafe self.values = values
    unsafe self.scratch = scratch
    unsafe self.shared = shared
    unsafe self.cancelFlag = cancelFlag
    self.profile = profile
    self.weights = weights ?? .mapped(plan.tensors)
  }

  /// Bytes between the scratch of neighbouring lanes.
  package static func laneStride(_ plan: Plan) -> Int { (plan.laneBytes + 63) & ~63 }

  /// The payload of a tensor that the current step uses.
  func payload(_ tensor: Int) -> UnsafeRawPointer { unsafe weights.payload(tensor) }

  /// Between evaluations: takes mapped weights out of the process until they are needed again.
  package func rest() { weights.rest() }

  /// Runs the steps `first ..< end`; `next` is the step that will most likely be run after them.
  package func run(_ first: Int, _ end: Int, next: Int = 0) throws(ExecutionError) {
    for index in first..<end {
      try load(index, end: end, next: next)
      let step = plan.steps[index]
      profiled(step) { run(step) }
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
    case .peak:
      unsafe peakSlot(Int(step.output)).pointee = 0
      spread(step, .peak)
    case .pack: spread(step, .pack)
    case .convolve where plan.isInteger(step): convolveIntegers(step)
    case .convolve:
      if plan.geometry(step).isShared { spread(step, .fillSharedTile) }
      spread(step, .convolve)
    case .condition: spread(step, .condition)
    case .attend: spread(step, .attend)
    case .add: spread(step, .add)
    case .quantise: spread(step, .codes)
    case .nothing: break
    }
  }

  /// Runs one phase of a step on all lanes; each takes the next item of work until none is left.
  func spread(_ step: PlanStep, _ phase: StepJob.Phase) {
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
