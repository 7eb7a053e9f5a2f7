import Container

/// Every step of one evaluation and the place of every byte that it uses, known before the first operation.
package struct Plan {
  package let program: Program
  package let tensors: TensorTable
  /// Of each value.
  package let extents: Slice<Extents>
  package let steps: Slice<PlanStep>
  package let stepCount: Int
  /// How each value is stored.
  package let formats: Slice<StorageFormat>
  /// Bytes of rows and planes that a slab of an integer convolution may have.
  let slabBytes: Int
  /// Where things live: value v at v, the scale and shift of norm v at valueCount + v, the peak of v at 2 valueCount + v, its
  /// packed copy at 3 valueCount + v, where it is computed again at 4 valueCount + v.
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
    /// Of values that need not be in single precision.
    package var storage = StorageFormat.float32
    /// Of what the decoder reads of the encoder, where that is less.
    package var skips = StorageFormat.float32
    /// What the decoder reads of the first convolution is computed again instead of kept.
    package var recomputes = false
    /// Of the rows and planes of a slab of an integer convolution: at least one row of tiles is taken.
    package var slabBytes = SlabGeometry.slabBytes

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
    formats = storage.formats
    slabBytes = options.slabBytes
    steps = storage.steps
    buffers = storage.buffers

    try Plan.bindInputs(program, options, extents)
    let shapes = try ShapeInference(program, tensors, extents)
    multiplyAdds = shapes.multiplyAdds
    let fusion = try Fusion(
      program, tensors, extents: extents, uses: storage.uses, open: storage.open, steps: steps)

    var cut = fusion.stepCount - 1
    if let operation = program.cut {
      for index in 0..<fusion.stepCount
      where steps[index].kind.computes && Int(steps[index].output) == program.inputCount + operation
      {
        cut = index
      }
    }
    var skips = SkipCopies(
      program, extents: extents, steps: steps, stepCount: fusion.stepCount, cut: cut)
    skips.make(packs: options.skips == .int8, recomputes: options.recomputes)
    cut = skips.cut
    stepCount = skips.stepCount
    cutStep = cut
    FormatChoice(
      program: program, extents: extents, steps: steps, stepCount: stepCount, formats: formats
    ).choose(options.storage, skips: options.skips, cut: cut)
    let lifetimes = Lifetimes(
      program: program, extents: extents, formats: formats, steps: steps, stepCount: stepCount,
      buffers: buffers)
    lifetimes.find()
    if options.decoderTwice { lifetimes.keep(after: cut) }
    lifetimes.shareStorage { Plan.isInteger($0, program, tensors) }
    valueBytes = try Placement(buffers: buffers, order: storage.order, placed: storage.placed)
      .place(count: values * 5)

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
      half: tensors[program.operation(Int(step.operation)).tensors[0]].element == .float16,
      isPlain: formats[Int(step.a)] == .float32 && step.copyA == .own)
  }

  /// Geometry of a convolution step with integer weights.
  package func slabGeometry(_ step: PlanStep) -> SlabGeometry {
    var source = extents[Int(step.a)]
    if step.b >= 0 { source.channels += extents[Int(step.b)].channels }
    let operation = program.operation(Int(step.operation))
    return SlabGeometry(
      operation, step, tensors[operation.tensors[0]], source: source,
      output: extents[Int(step.output)], slabBytes: slabBytes)
  }

  /// Whether a convolution step has int8 weights.
  package func isInteger(_ step: PlanStep) -> Bool { Plan.isInteger(step, program, tensors) }

  private static func isInteger(
    _ step: PlanStep, _ program: Program, _ tensors: TensorTable
  ) -> Bool {
    step.kind == .convolve
      && tensors[program.operation(Int(step.operation)).tensors[0]].element.isInteger
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

  /// Byte offset of a value's peak.
  package func offset(ofPeak value: Int) -> Int { root(program.valueCount * 2 + value).offset }

  /// Byte offset of a copy of a value; the packed one holds 8-bit integers, then a scale for each pixel.
  package func offset(ofValue value: Int, _ copy: PlanStep.Copy) -> Int {
    root(Plan.buffer(value, copy, program)).offset
  }

  static func buffer(_ value: Int, _ copy: PlanStep.Copy, _ program: Program) -> Int {
    switch copy {
    case .own: value
    case .packed: program.valueCount * 3 + value
    case .again: program.valueCount * 4 + value
    }
  }

  /// Bytes of the integers of a packed copy, and of all of it.
  package static func packedIntegers(_ extents: Extents) -> Int { (extents.count + 63) & ~63 }
  static func packedBytes(_ extents: Extents) -> Int {
    packedIntegers(extents) + extents.pixels * 4
  }

  private func root(_ buffer: Int) -> PlanBuffer {
    var entry = buffers[buffer]
    while entry.alias >= 0 { entry = buffers[Int(entry.alias)] }
    return entry
  }

  /// The last step that computes a value.
  package func step(computing value: Int) -> Int? {
    for index in 0..<stepCount
    where steps[index].kind.computes && Int(steps[index].output) == value {
      return index
    }
    return nil
  }
}
