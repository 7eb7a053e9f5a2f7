import Container

/// Finds between which steps each buffer is needed.
struct Lifetimes {
  let program: Program
  let extents: Slice<Extents>
  let steps: Slice<PlanStep>
  let stepCount: Int
  let buffers: Slice<PlanBuffer>

  func find() {
    buffers.fill(PlanBuffer())
    for index in 0..<program.inputCount { create(index, bytes: extents[index].count * 4, at: 0) }
    for index in 0..<stepCount { read(steps[index], at: index) }
    // A caller may read named values after the run, and repeat a run on the same inputs.
    for index in 0..<program.namedCount { extend(program.namedValue(index), to: stepCount) }
    for index in 0..<program.inputCount { extend(index, to: stepCount) }
  }

  private func read(_ step: PlanStep, at index: Int) {
    let sources: InlineArray<5, Int32> = [step.a, step.b, step.c, step.vector, step.residual]
    for slot in sources.indices where sources[slot] >= 0 { extend(Int(sources[slot]), to: index) }
    if step.norm >= 0 { extend(program.valueCount + Int(step.norm), to: index) }
    let output = Int(step.output)
    if step.kind == .moments {
      let bytes = Int(extents[output].channels) * 8
      create(program.valueCount + output, bytes: bytes, at: index)
    } else {
      create(output, bytes: extents[output].count * 4, at: index)
    }
  }

  private func create(_ buffer: Int, bytes: Int, at step: Int) {
    buffers[buffer].bytes = bytes
    buffers[buffer].first = Int32(step)
    buffers[buffer].last = Int32(step)
  }

  private func extend(_ buffer: Int, to step: Int) {
    buffers[buffer].last = max(buffers[buffer].last, Int32(step))
  }

  /// Keeps what the decoder reads of the encoder until the end, so that it can run again.
  func keep(after cut: Int) {
    for index in 0..<buffers.count
    where buffers[index].bytes > 0 && buffers[index].first <= Int32(cut)
      && buffers[index].last > Int32(cut)
    {
      buffers[index].last = Int32(stepCount)
    }
  }

  /// Lets an output take its residual's place when nobody needs that any more: a kernel adds a pixel's residual and
  /// stores the sum in the same breath.
  func shareResiduals() {
    for index in 0..<stepCount {
      let step = steps[index]
      guard step.residual >= 0, step.residual != step.a, step.residual != step.b else { continue }
      let output = Int(step.output)
      var root = Int(step.residual)
      guard root >= program.inputCount, buffers[root].last == Int32(index) else { continue }
      while buffers[root].alias >= 0 { root = Int(buffers[root].alias) }
      guard buffers[root].last == Int32(index), buffers[root].bytes == buffers[output].bytes else {
        continue
      }
      buffers[output].alias = Int32(root)
      buffers[root].last = max(buffers[root].last, buffers[output].last)
    }
  }
}
