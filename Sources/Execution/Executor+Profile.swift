import CPlatform
import Container
import Program

extension Executor {
  /// Runs a step's body, measured while the profile is on.
  func profiled(_ step: PlanStep, _ body: () -> Void) {
    guard let profile, profile.isOn else { return body() }
    let start = hsp_clock()
    body()
    profile.add(plan.work(of: step), since: start)
  }

  /// Brings the weights of a step into memory, measured while the profile is on.
  func load(_ step: Int, end: Int, next: Int) throws(ExecutionError) {
    let start = profile?.isOn == true ? hsp_clock() : 0
    try unsafe weights.load(plan, step: step, end: end, next: next, cancel: cancelFlag)
    guard let profile, profile.isOn, case .own(let room) = weights,
      room.layout.mode == .streamed, room.streams(plan, step)
    else { return }
    var work = StepWork(kind: .loading)
    let used = plan.tensors(of: plan.steps[step])
    for index in used.indices where used[index] >= 0 {
      let count = plan.tensors[used[index]].payload.count
      if !room.layout.stays(count) { work.bytes += UInt64(count) }
    }
    profile.add(work, since: start)
  }
}
