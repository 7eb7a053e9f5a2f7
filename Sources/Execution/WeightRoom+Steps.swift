import Container
import Program

extension WeightRoom {
  /// Whether a step reads tensors that do not stay.
  func streams(_ plan: Plan, _ step: Int) -> Bool {
    let used = plan.tensors(of: plan.steps[step])
    for index in used.indices
    where used[index] >= 0 && !layout.stays(tensors[used[index]].payload.count) {
      return true
    }
    return false
  }

  /// Calls the body with each streamed tensor of a step and the place of its units in a slot.
  func forEachStreamed(_ plan: Plan, _ step: Int, _ slot: Int, _ body: (Int, Int) -> Void) {
    let used = plan.tensors(of: plan.steps[step])
    var place = firstSlot + slot * layout.slotBytes
    for index in used.indices where used[index] >= 0 {
      let payload = tensors[used[index]].payload
      if layout.stays(payload.count) { continue }
      body(used[index], place)
      place += FileReader.span(payload)
    }
  }

  /// Offset of the slots: behind the residents, at a unit's boundary in memory.
  private var firstSlot: Int {
    let end = unsafe Int(bitPattern: base) + layout.residentBytes
    let unit = FileReader.unit
    return layout.residentBytes + (end + unit - 1) / unit * unit - end
  }

  /// The step after `step` that streams: up to `end`, then from `next` on.
  func following(_ plan: Plan, _ step: Int, end: Int, next: Int) -> Int? {
    var index = step
    for _ in 0..<plan.stepCount {
      index = index + 1 == end ? next : index + 1
      if index >= plan.stepCount || index == step { return nil }
      if streams(plan, index) { return index }
    }
    return nil
  }
}
