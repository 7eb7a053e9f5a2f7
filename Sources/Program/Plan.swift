import Container

/// Every step of one evaluation and the place of every byte that it uses, known before the first operation.
package struct Plan {
  package let program: Program
  package let tensors: TensorTable
  /// Of each value.
  package let extents: Slice<Extents>
  package let steps: Slice<PlanStep>
  package let stepCount: Int
  /// Where values and norm slots live: value v at v, the scale and shift of norm v at valueCount + v.
  let buffers: Slice<PlanBuffer>
  /// Step after which the decoder begins: the one that computes h, or the last.
  package let cutStep: Int
  package let multiplyAdds: UInt64
  /// Bytes of the values' arena.
  package let valueBytes: Int
  /// Bytes that each lane needs for itself.
  package private(set) var laneBytes = 0
  /// Bytes of the tile that lanes share.
  package private(set) var sharedBytes = 0

  /// What the plan must provide for.
  package struct Options {
    /// Of the picture input; 0: as trained.
    package var height = 0
    package var width = 0
    /// The decoder may run twice on one encoder pass: what it reads must survive.
    package var decoderTwice = true

    package init() {}
  }

  /// Plans with tables from an arena; nil slices mean that the arena is too small.
  package init(
    _ program: Program, _ tensors: TensorTable, _ options: Options, in arena: inout Arena
  ) throws(ProgramError) {
    self.program = program
    self.tensors = tensors
    let values = program.valueCount
    let storage = try PlanStorage(program, &arena)
    extents = storage.extents
    steps = storage.steps
    buffers = storage.buffers

    try Plan.bindInputs(program, options, extents)
    let shapes = try ShapeInference(program, tensors, extents)
    multiplyAdds = shapes.multiplyAdds
    let fusion = try Fusion(
      program, extents: extents, uses: storage.uses, open: storage.open, steps: steps)
    stepCount = fusion.stepCount

    var cut = stepCount - 1
    if let operation = program.cut {
      for index in 0..<stepCount where Int(steps[index].output) == program.inputCount + operation {
        cut = index
      }
    }
    cutStep = cut
    let lifetimes = Lifetimes(
      program: program, extents: extents, steps: steps, stepCount: stepCount, buffers: buffers)
    lifetimes.find()
    if options.decoderTwice { lifetimes.keep(after: cut) }
    lifetimes.shareResiduals()
    valueBytes = try Placement(buffers: buffers, order: storage.order, placed: storage.placed)
      .place(count: values * 2)

    for index in 0..<stepCount {
      let needs = try scratch(steps[index])
      laneBytes = max(laneBytes, needs.lane)
      sharedBytes = max(sharedBytes, needs.shared)
    }
  }

  private static func bindInputs(
    _ program: Program, _ options: Options, _ extents: Slice<Extents>
  ) throws(ProgramError) {
    for index in 0..<program.inputCount {
      var bound = program.inputExtents(index)
      if program.inputKind(index) == .picture {
        guard (0...16384).contains(options.height), (0...16384).contains(options.width) else {
          throw ProgramError(.inputExtents, value: Int64(options.height))
        }
        if options.height > 0 { bound.height = Int32(options.height) }
        if options.width > 0 { bound.width = Int32(options.width) }
        guard
          UInt64(bound.height) * UInt64(bound.width) * UInt64(bound.channels)
            <= UInt64(Int32.max / 16)
        else { throw ProgramError(.tooLarge, value: Int64(bound.height)) }
      }
      extents[index] = bound
    }
  }

  /// Geometry of a convolution step.
  package func geometry(_ step: PlanStep) -> StripGeometry {
    StripGeometry(
      program.operation(Int(step.operation)), step, input: conditionedExtents(step),
      output: extents[Int(step.output)],
      half: tensors[program.operation(Int(step.operation)).tensors[0]].element == .float16)
  }

  /// Extents of a step's sources, concatenated and upsampled.
  package func conditionedExtents(_ step: PlanStep) -> Extents {
    var result = extents[Int(step.a)]
    if step.b >= 0 { result.channels += extents[Int(step.b)].channels }
    if step.upsample {
      result.height *= 2
      result.width *= 2
    }
    return result
  }

  /// Byte offset of a value in the values' arena.
  package func offset(ofValue value: Int) -> Int { root(value).offset }

  /// Byte offset of a norm's scale, followed by its shift.
  package func offset(ofNorm value: Int) -> Int { root(program.valueCount + value).offset }

  private func root(_ buffer: Int) -> PlanBuffer {
    var entry = buffers[buffer]
    while entry.alias >= 0 { entry = buffers[Int(entry.alias)] }
    return entry
  }

  /// The last step that computes a value.
  package func step(computing value: Int) -> Int? {
    for index in 0..<stepCount
    where steps[index].kind != .moments && Int(steps[index].output) == value {
      return index
    }
    return nil
  }
}
