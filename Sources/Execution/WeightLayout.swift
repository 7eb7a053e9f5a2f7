import Container
import Program

/// What weights take of a session's memory: those that stay, and slots for those that come and go.
package struct WeightLayout {
  /// Streamed: tensors up to this size stay.
  package static var residentLimit: Int { 16 << 10 }

  package let mode: WeightMode
  /// Slots for a step's streamed tensors: with two, those of the next step are read ahead.
  package let slots: Int
  /// Where each tensor lies in the session's room for weights, or one of the two below.
  let places: Slice<Int>
  private(set) var residentBytes = 0
  /// Of the largest step, in whole units of reading.
  private(set) var slotBytes = 0

  /// The place of a tensor that the program does not use.
  static var unused: Int { -1 }
  /// The place of a streamed tensor that was not read since the file is what it is.
  static var unchecked: Int { -2 }

  /// Bytes of the room.
  package private(set) var bytes = 0

  /// Bytes that `init` takes from its arena.
  package static func tableBytes(_ mode: WeightMode, tensors: Int) -> Int {
    mode == .mapped ? 0 : tensors * MemoryLayout<Int>.stride
  }

  package init(
    _ plan: Plan, _ mode: WeightMode, slots: Int, in arena: inout Arena
  ) throws(ProgramError) {
    self.mode = mode
    self.slots = slots
    let count = mode == .mapped ? 0 : plan.tensors.count
    guard let offset = arena.reserve(count * MemoryLayout<Int>.stride),
      let places = arena.slice(offset, count, of: Int.self)
    else { throw ProgramError(.memory) }
    self.places = places
    places.fill(WeightLayout.unused)
    guard mode != .mapped else { return }
    var residents = Arena()
    for index in 0..<plan.stepCount { try place(plan, plan.steps[index], &residents) }
    residentBytes = (residents.used + 63) & ~63
    bytes = try roomBytes()
  }

  private func roomBytes() throws(ProgramError) -> Int {
    guard slotBytes > 0 else { return residentBytes }
    let (windows, overflows) = slotBytes.multipliedReportingOverflow(by: slots)
    // Slots begin at a unit's boundary, the room does not.
    let (bytes, wraps) = windows.addingReportingOverflow(residentBytes + FileReader.unit)
    guard !overflows, !wraps else { throw ProgramError(.memory) }
    return bytes
  }

  private mutating func place(
    _ plan: Plan, _ step: PlanStep, _ residents: inout Arena
  ) throws(ProgramError) {
    let tensors = plan.tensors(of: step)
    var slot = 0
    for index in tensors.indices where tensors[index] >= 0 {
      let payload = plan.tensors[tensors[index]].payload
      guard stays(payload.count) else {
        let (bytes, overflows) = slot.addingReportingOverflow(FileReader.span(payload))
        guard !overflows else { throw ProgramError(.memory) }
        slot = bytes
        places[tensors[index]] = WeightLayout.unchecked
        continue
      }
      guard places[tensors[index]] < 0 else { continue }
      guard let place = residents.reserve(payload.count) else { throw ProgramError(.memory) }
      places[tensors[index]] = place
    }
    slotBytes = max(slotBytes, slot)
  }

  /// Whether a tensor of so many bytes is read once and kept.
  func stays(_ bytes: Int) -> Bool { mode == .memory || bytes <= WeightLayout.residentLimit }
}
