import Container

/// Decides how the decoder comes by values of the encoder (skips): packed, computed again, or as they are.
///
/// The encoder itself goes on with the value as it is.
struct SkipCopies {
  let program: Program
  let extents: Slice<Extents>
  let steps: Slice<PlanStep>
  private(set) var stepCount: Int
  private(set) var cut: Int

  init(
    _ program: Program, extents: Slice<Extents>, steps: Slice<PlanStep>, stepCount: Int, cut: Int
  ) {
    self.program = program
    self.extents = extents
    self.steps = steps
    self.stepCount = stepCount
    self.cut = cut
  }

  /// Packs skips where they are computed.
  ///
  /// The first convolution costs next to nothing: with `recomputes` it runs again where the decoder begins to read it, so that
  /// nothing is kept meanwhile. The copy has the same bits either way.
  mutating func make(packs: Bool, recomputes: Bool) {
    var index = 0
    while index <= cut {
      let step = steps[index]
      if step.kind == .convolve, isSkip(step.output) {
        if recomputes, isFirst(step) {
          computeAgain(step, packs: packs)
        } else if packs {
          redirect(step.output, to: .packed)
          insert(packing(step, .own), at: index + 1)
          cut += 1
        }
      }
      index += 1
    }
  }

  /// Whether a step reads nothing but an input, which stays.
  private func isFirst(_ step: PlanStep) -> Bool {
    step.a < program.inputCount && step.b < 0 && step.norm < 0 && step.vector < 0
      && step.residual < 0
  }

  private mutating func computeAgain(_ step: PlanStep, packs: Bool) {
    var position = cut + 1
    while steps[position].a != step.output && steps[position].b != step.output { position += 1 }
    redirect(step.output, to: packs ? .packed : .again)
    if packs { insert(packing(step, .again), at: position) }
    var again = step
    again.again = true
    insert(again, at: position)
  }

  /// Whether the decoder reads a value, and only in ways that can read a copy.
  private func isSkip(_ value: Int32) -> Bool {
    guard extents[Int(value)].pixels > 1 else { return false }
    for index in 0..<program.namedCount where program.namedValue(index) == Int(value) {
      return false
    }
    var isRead = false
    for index in (cut + 1)..<stepCount {
      let step = steps[index]
      if step.c == value || step.vector == value || step.residual == value { return false }
      guard step.a == value || step.b == value else { continue }
      switch step.kind {
      case .convolve, .moments, .peak, .condition: isRead = true
      default: return false
      }
    }
    return isRead
  }

  /// Lets the decoder read a copy.
  private func redirect(_ value: Int32, to copy: PlanStep.Copy) {
    for index in (cut + 1)..<stepCount {
      if steps[index].a == value { steps[index].copyA = copy }
      if steps[index].b == value { steps[index].copyB = copy }
    }
  }

  private func packing(_ producer: PlanStep, _ copy: PlanStep.Copy) -> PlanStep {
    var step = PlanStep(.pack, operation: Int(producer.operation), output: Int(producer.output))
    step.a = producer.output
    step.copyA = copy
    return step
  }

  private mutating func insert(_ step: PlanStep, at position: Int) {
    var index = stepCount
    while index > position {
      steps[index] = steps[index - 1]
      index -= 1
    }
    steps[position] = step
    stepCount += 1
  }
}
