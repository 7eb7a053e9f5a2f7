import CPlatform
import Container
import Program

extension WeightRoom {
  /// Brings a step's tensors into memory, and begins to read those of the step that follows.
  func load(
    _ plan: Plan, step: Int, end: Int, next: Int, cancel: UnsafePointer<Int32>
  ) throws(ExecutionError) {
    guard streams(plan, step) else { return }
    repeat {
      try unsafe noticeChange(step, cancel)
      try unsafe bring(plan, step, cancel)
      if unsafe hsp_atomic_load(cancel) != 0 { throw .cancelled(step: step) }
      // Written to while it was read: what was read is not to be trusted, checked before or not.
    } while file.stamp != state[0].stamp
    guard layout.slots > 1, let following = following(plan, step, end: end, next: next),
      holder(of: following) < 0
    else { return }
    _ = try unsafe settle(step, cancel)
    begin(plan, following, 1 - holder(of: step))
  }

  /// Has a step's tensors read, if they are not there, and checks those that were never checked.
  private func bring(
    _ plan: Plan, _ step: Int, _ cancel: UnsafePointer<Int32>
  ) throws(ExecutionError) {
    var slot = holder(of: step)
    if slot < 0 {
      // Whatever is on its way was a wrong guess.
      _ = try unsafe settle(step, cancel)
      slot = 0
      begin(plan, step, slot)
    }
    if Int(state[0].reading) == slot {
      let code = try unsafe settle(step, cancel)
      if code != 0 { try fail(plan, step, slot, code) }
    }
    do throws(ExecutionError) { try occupy(plan, step, slot) } catch {
      state[0].steps[slot] = -1
      throw error
    }
  }

  /// The slot that holds a step's tensors or is to receive them, or -1.
  private func holder(of step: Int) -> Int {
    for slot in 0..<layout.slots where Int(state[0].steps[slot]) == step { return slot }
    return -1
  }

  /// Waits for what is being read and returns 0 or what went wrong, which is then not there.
  private func settle(
    _ step: Int, _ cancel: UnsafePointer<Int32>
  ) throws(ExecutionError) -> Int32 {
    let slot = Int(state[0].reading)
    guard slot >= 0 else { return 0 }
    var code = state[0].result
    if let reader = unsafe reader {
      guard unsafe hsp_reader_wait(reader, cancel, &code) != 0 else {
        throw .cancelled(step: step)
      }
    }
    state[0].reading = -1
    if code != 0 { state[0].steps[slot] = -1 }
    return code
  }

  /// Begins to read a step's tensors into a slot.
  private func begin(_ plan: Plan, _ step: Int, _ slot: Int) {
    var parts = unsafe InlineArray<2, hsp_read>(repeating: file.request(.empty, to: base))
    var count = 0
    forEachStreamed(plan, step, slot) { tensor, place in
      // The layout has room for the whole units of a step's tensors in each slot.
      unsafe parts[count] = file.request(tensors[tensor].payload, to: base + place)
      count += 1
    }
    state[0].steps[slot] = Int32(step)
    state[0].reading = Int32(slot)
    if let reader = unsafe reader {
      unsafe withUnsafePointer(to: &parts) { pointer in
        // Copied by the reader.
        let first = unsafe UnsafeRawPointer(pointer).assumingMemoryBound(to: hsp_read.self)
        unsafe hsp_reader_begin(reader, first, Int32(count))
      }
    } else {
      state[0].result = 0
      for index in 0..<count where state[0].result == 0 {
        var part = unsafe parts[index]
        state[0].result = unsafe hsp_file_read_units(&part)
      }
    }
  }

  private func fail(
    _ plan: Plan, _ step: Int, _ slot: Int, _ code: Int32
  ) throws(ExecutionError) {
    var failed = -1
    forEachStreamed(plan, step, slot) { tensor, _ in if failed < 0 { failed = tensor } }
    do { try FileReader.check(code, tensors[failed].payload) } catch {
      throw .weights(error, tensor: failed)
    }
  }

  /// Makes the tensors of a slot those of the current step, and checks those that were never checked.
  private func occupy(_ plan: Plan, _ step: Int, _ slot: Int) throws(ExecutionError) {
    var unchecked: InlineArray<2, Int> = [-1, -1]
    var count = 0
    forEachStreamed(plan, step, slot) { tensor, place in
      if layout.places[tensor] == WeightLayout.unchecked { unchecked[count] = tensor }
      count += 1
      layout.places[tensor] = place + FileReader.skew(tensors[tensor].payload)
    }
    for index in unchecked.indices where unchecked[index] >= 0 {
      let tensor = unchecked[index]
      do throws(ExecutionError) { try verify(tensor) } catch {
        layout.places[tensor] = WeightLayout.unchecked
        throw error
      }
    }
  }

  /// Forgets what was read and checked when the file was written to.
  private func noticeChange(
    _ step: Int, _ cancel: UnsafePointer<Int32>
  ) throws(ExecutionError) {
    let stamp = file.stamp
    guard stamp != state[0].stamp else { return }
    _ = try unsafe settle(step, cancel)
    state[0] = State(stamp: stamp)
    for tensor in 0..<layout.places.count
    where layout.places[tensor] >= 0 && !layout.stays(tensors[tensor].payload.count) {
      layout.places[tensor] = WeightLayout.unchecked
    }
  }
}
