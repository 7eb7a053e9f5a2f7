import Container

/// Finds between which steps each buffer is needed.
struct Lifetimes {
  let program: Program
  let extents: Slice<Extents>
  let formats: Slice<StorageFormat>
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
    for slot in sources.indices where sources[slot] >= 0 {
      let copy = slot == 0 ? step.copyA : slot == 1 ? step.copyB : .own
      extend(Plan.buffer(Int(sources[slot]), copy, program), to: index)
    }
    if step.norm >= 0 { extend(program.valueCount + Int(step.norm), to: index) }
    let output = Int(step.output)
    switch step.kind {
    case .moments:
      let bytes = Int(extents[output].channels) * 8 + Plan.boundBytes
      create(program.valueCount + output, bytes: bytes, at: index)
    case .pack:
      let buffer = Plan.buffer(output, .packed, program)
      create(buffer, bytes: Plan.packedBytes(extents[output]), at: index)
    case .peak: create(program.valueCount * 2 + output, bytes: 4, at: index)
    default:
      let buffer = Plan.buffer(output, step.again ? .again : .own, program)
      create(buffer, bytes: extents[output].count * formats[output].bytes, at: index)
    }
    if step.kind == .convolve, step.norm < 0 {
      extendPeak(step.a, to: index)
      extendPeak(step.b, to: index)
    }
  }

  private func extendPeak(_ value: Int32, to step: Int) {
    let peak = program.valueCount * 2 + Int(value)
    if value >= 0, buffers[peak].bytes > 0 { extend(peak, to: step) }
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

  /// Lets an output take the place of its residual or, in an integer convolution, of a source that nobody needs any more.
  ///
  /// A kernel adds a pixel's residual and stores the sum in the same breath. An integer convolution of stride 1 has quantised
  /// every row that a slab reads, and keeps those that the next one shares, before it writes rows of the same height. With
  /// a larger stride and much padding a slab may write rows that a later one has yet to read.
  func shareStorage(_ isInteger: (PlanStep) -> Bool) {
    for index in 0..<stepCount where steps[index].kind.computes && !steps[index].again {
      let step = steps[index]
      if step.residual != step.a, step.residual != step.b, share(step.residual, index) { continue }
      guard isInteger(step), KernelShape(program.operation(Int(step.operation))).stride == 1 else {
        continue
      }
      if step.copyA == .own, step.a != step.b, share(step.a, index) { continue }
      if step.copyB == .own, step.a != step.b, share(step.b, index) { continue }
    }
  }

  private func share(_ value: Int32, _ index: Int) -> Bool {
    guard value >= program.inputCount, buffers[Int(value)].last == Int32(index) else {
      return false
    }
    let output = Int(steps[index].output)
    guard extents[Int(value)] == extents[output] else { return false }
    var root = Int(value)
    while buffers[root].alias >= 0 { root = Int(buffers[root].alias) }
    guard buffers[root].last == Int32(index), buffers[root].bytes == buffers[output].bytes else {
      return false
    }
    buffers[output].alias = Int32(root)
    buffers[root].last = max(buffers[root].last, buffers[output].last)
    return true
  }
}
