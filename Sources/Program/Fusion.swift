import Container

/// Turns the list of operations into fewer steps: group norm, SiLU, concatenation and upsampling are folded into the
/// convolution that reads them, additions into the convolution that they follow.
///
/// Only values that nobody else needs are folded away; a named value is always computed as itself.
struct Fusion {
  let program: Program
  let tensors: TensorTable
  let extents: Slice<Extents>
  /// Uses of each value by operations, with `namedFlag` for named ones.
  let uses: Slice<Int32>
  /// Step that computes a value and may still take an addition, or -1.
  let open: Slice<Int32>
  let steps: Slice<PlanStep>
  private(set) var stepCount = 0

  private static let namedFlag: Int32 = 1 << 24

  init(
    _ program: Program, _ tensors: TensorTable, extents: Slice<Extents>, uses: Slice<Int32>,
    open: Slice<Int32>, steps: Slice<PlanStep>
  ) throws(ProgramError) {
    self.program = program
    self.tensors = tensors
    self.extents = extents
    self.uses = uses
    self.open = open
    self.steps = steps
    try countUses()
    for index in 0..<program.operationCount { emit(index) }
    compact()
  }

  // MARK: uses

  private func countUses() throws(ProgramError) {
    uses.fill(0)
    open.fill(-1)
    for index in 0..<program.operationCount {
      let operation = program.operation(index)
      for slot in 0..<operation.kind.inputs { uses[operation.inputs[slot]] += 1 }
    }
    for index in 0..<program.namedCount { uses[program.namedValue(index)] |= Fusion.namedFlag }
    for index in 0..<program.operationCount where uses[program.inputCount + index] == 0 {
      throw ProgramError(.deadValue, operation: index)
    }
    // From the end, so that a consumer's own fate is known: a value is folded when all its consumers fold it.
    for index in (0..<program.operationCount).reversed() {
      let operation = program.operation(index)
      for slot in 0..<operation.kind.inputs {
        let value = operation.inputs[slot]
        if !folds(operation, slot, value) { uses[value] |= Fusion.namedFlag }
      }
    }
  }

  /// Whether an operation can take a value in the form of the operation that would have computed it.
  private func folds(_ consumer: Operation, _ slot: Int, _ value: Int) -> Bool {
    guard let level = level(value) else { return true }
    switch consumer.kind {
    case .convolution, .copy: return true
    case .silu, .groupNorm, .concatenate, .upsample:
      return level < self.level(consumer.kind)
    case .modulatedGroupNorm: return slot == 0 && level < self.level(consumer.kind)
    case .averagePool: return level < self.level(.upsample)
    case .add, .attention, .timestepEmbedding, .nearestCode: return false
    }
  }

  /// Order in which a convolution's source is conditioned; nil for what is computed as itself.
  private func level(_ kind: OperationKind) -> Int {
    switch kind {
    case .concatenate: 1
    case .groupNorm, .modulatedGroupNorm: 2
    case .silu: 3
    case .upsample: 4
    default: 0
    }
  }

  private func level(_ value: Int) -> Int? {
    guard value >= program.inputCount else { return nil }
    let level = level(program.operation(value - program.inputCount).kind)
    return level == 0 ? nil : level
  }

  /// Whether a value exists only inside the steps that read it.
  private func isFolded(_ value: Int) -> Bool {
    level(value) != nil && uses[value] < Fusion.namedFlag
  }

  // MARK: steps

  private mutating func emit(_ index: Int) {
    let operation = program.operation(index)
    let output = program.inputCount + index
    switch operation.kind {
    case .groupNorm, .modulatedGroupNorm:
      var step = PlanStep(.moments, operation: index, output: output)
      setSources(&step, operation.inputs[0])
      if operation.kind == .modulatedGroupNorm {
        step.c = Int32(operation.inputs[1])
        step.vector = Int32(operation.inputs[2])
      }
      append(step)
      if !isFolded(output) { appendCondition(index, output) }
    case .silu, .concatenate, .upsample:
      if !isFolded(output) { appendCondition(index, output) }
    case .averagePool, .copy: appendCondition(index, output)
    case .convolution:
      var step = PlanStep(.convolve, operation: index, output: output)
      setSources(&step, operation.inputs[0])
      if tensors[operation.tensors[0]].element.isInteger, step.norm < 0 {
        measurePeak(step.a, index)
        if step.b >= 0 { measurePeak(step.b, index) }
      }
      append(step)
      open[output] = Int32(stepCount - 1)
    case .timestepEmbedding:
      var step = PlanStep(.embed, operation: index, output: output)
      step.a = Int32(operation.inputs[0])
      append(step)
    case .attention:
      var step = PlanStep(.attend, operation: index, output: output)
      step.a = Int32(operation.inputs[0])
      step.b = Int32(operation.inputs[1])
      step.c = Int32(operation.inputs[2])
      append(step)
    case .nearestCode:
      var step = PlanStep(.quantise, operation: index, output: output)
      step.a = Int32(operation.inputs[0])
      append(step)
    case .add: emitAdd(operation, index, output)
    }
  }

  /// Measures a value's largest magnitude, once.
  private mutating func measurePeak(_ value: Int32, _ index: Int) {
    for earlier in 0..<stepCount where steps[earlier].kind == .peak && steps[earlier].a == value {
      return
    }
    var step = PlanStep(.peak, operation: index, output: Int(value))
    step.a = value
    append(step)
  }

  /// Writes out a value that some reader could not fold.
  private mutating func appendCondition(_ index: Int, _ output: Int) {
    var step = PlanStep(.condition, operation: index, output: output)
    let operation = program.operation(index)
    switch operation.kind {
    case .groupNorm, .modulatedGroupNorm:
      setSources(&step, operation.inputs[0])
      step.norm = Int32(output)
    case .silu:
      setSources(&step, operation.inputs[0])
      step.silu = true
    case .upsample:
      setSources(&step, operation.inputs[0])
      step.upsample = true
    case .averagePool:
      setSources(&step, operation.inputs[0])
      step.pool = true
    case .copy: setSources(&step, operation.inputs[0])
    default:
      step.a = Int32(operation.inputs[0])
      step.b = Int32(operation.inputs[1])
    }
    append(step)
  }

  /// Follows folded values down to the ones that exist.
  private func setSources(_ step: inout PlanStep, _ value: Int) {
    var value = value
    while isFolded(value) {
      let operation = program.operation(value - program.inputCount)
      switch operation.kind {
      case .upsample: step.upsample = true
      case .silu: step.silu = true
      case .groupNorm, .modulatedGroupNorm: step.norm = Int32(value)
      default:
        step.a = Int32(operation.inputs[0])
        step.b = Int32(operation.inputs[1])
        return
      }
      value = operation.inputs[0]
    }
    step.a = Int32(value)
  }

  private mutating func emitAdd(_ operation: Operation, _ index: Int, _ output: Int) {
    let a = operation.inputs[0]
    let b = operation.inputs[1]
    let sameShape = extents[a] == extents[b]
    // The larger kernel takes the addition, so that a shortcut runs first and may overwrite what it reads.
    let first = taps(a) > taps(b) || (taps(a) == taps(b) && a > b) ? a : b
    if sameShape, a != b, let step = take(first) ?? take(first == a ? b : a) {
      var step = step
      step.residual = Int32(Int(step.output) == a ? b : a)
      step.output = Int32(output)
      append(step)
    } else if !sameShape, open[a] >= 0, steps[Int(open[a])].vector < 0, let step = take(a) {
      var step = step
      step.vector = Int32(b)
      step.output = Int32(output)
      append(step)
      open[output] = Int32(stepCount - 1)
    } else {
      var step = PlanStep(.add, operation: index, output: output)
      step.a = Int32(a)
      if sameShape { step.residual = Int32(b) } else { step.vector = Int32(b) }
      append(step)
    }
  }

  /// Size of the kernel of the convolution that computes a value, 0 if none may take an addition.
  private func taps(_ value: Int) -> Int {
    guard open[value] >= 0 else { return 0 }
    let operation = program.operation(Int(steps[Int(open[value])].operation))
    return operation.integer(0) * operation.integer(1)
  }

  /// Removes the convolution of a value that has no other reader, to append it again with an addition.
  private func take(_ value: Int) -> PlanStep? {
    let index = Int(open[value])
    guard index >= 0, uses[value] == 1 else { return nil }
    let step = steps[index]
    steps[index] = PlanStep(.nothing, operation: Int(step.operation), output: Int(step.output))
    return step
  }

  private mutating func append(_ step: PlanStep) {
    steps[stepCount] = step
    stepCount += 1
  }

  private mutating func compact() {
    var kept = 0
    for index in 0..<stepCount where steps[index].kind != .nothing {
      steps[kept] = steps[index]
      kept += 1
    }
    stepCount = kept
  }
}
