import CKernels
import Container
import Program

extension Executor {
  /// Runs a convolution with int8 weights, slab by slab.
  func convolveIntegers(_ step: PlanStep) {
    let geometry = plan.slabGeometry(step)
    let operation = plan.program.operation(Int(step.operation))
    let weights = integerWeights(operation.tensors[0])
    var magnitude = 0
    for output in 0..<weights.magnitudes.count {
      magnitude = max(magnitude, Int(weights.magnitudes[output]))
    }
    var slab = unsafe Slab(
      geometry, range: range(step), magnitude: magnitude, shared: shared)
    if geometry.sharesPanels { spread(step, .expand(slab)) }
    while !isCancelled {
      spread(step, .quantise(slab))
      if !geometry.tile.isDirect { spread(step, .transform(slab)) }
      spread(step, .multiply(slab))
      if slab.index + 1 == geometry.slabs { return }
      slab.advance()
    }
  }

  /// What a step's conditioned sources can be.
  private func range(_ step: PlanStep) -> ValueRange {
    if step.norm >= 0 {
      let channels = Int(plan.conditionedExtents(step).channels)
      let slot = unsafe normSlot(Int(step.norm))
      // The bounds lie behind the scales and shifts.
      return unsafe step.silu
        ? ValueRange(siluUpTo: slot[2 * channels + 1]) : ValueRange(peak: slot[2 * channels])
    }
    var peak = unsafe peakSlot(Int(step.a)).pointee
    if step.b >= 0 { peak = unsafe max(peak, peakSlot(Int(step.b)).pointee) }
    return ValueRange(peak: peak)
  }

  /// The parts of an int8 tensor of the current step.
  func integerWeights(_ tensor: Int) -> Int8Weights {
    let extents = plan.tensors[tensor].extents
    let element = plan.tensors[tensor].element
    let count = Int8Weights.byteCount(extents, element)
    // The payload has the size that the table demands.
    return unsafe Int8Weights(payload: Bytes(base: payload(tensor), count: count), extents, element)
  }

  /// Quantises the slab's row number `row` of the new ones.
  func quantise(_ step: PlanStep, _ slab: Slab, row: Int) {
    let geometry = slab.geometry
    let position = slab.rowsKept + row
    let out = unsafe slab.rows + position * geometry.rowCount
    let inputRow = slab.firstRow + position - geometry.kernel.paddingTop
    guard inputRow >= 0, inputRow < Int(geometry.input.height) else {
      return unsafe out.update(repeating: 0, count: geometry.rowCount)
    }
    let left = geometry.kernel.paddingLeft * geometry.channels
    let used = left + Int(geometry.input.width) * geometry.channels
    unsafe out.update(repeating: 0, count: left)
    unsafe quantise(
      step, slab, sourceRow: geometry.repeatsPixels ? inputRow / 2 : inputRow, out + left)
    unsafe (out + used).update(repeating: 0, count: geometry.rowCount - used)
    if geometry.tile.isDirect, let arrange = unsafe kernels.arrange_values {
      // The row, in whole vectors.
      unsafe arrange(out, geometry.rowCount)
    }
  }

  private func quantise(
    _ step: PlanStep, _ slab: Slab, sourceRow: Int, _ out: UnsafeMutablePointer<Int16>
  ) {
    let channels = slab.geometry.channels
    let apart = slab.geometry.repeatsPixels ? channels * 2 : channels
    var first = 0
    let sources: InlineArray<2, Int32> = [step.a, step.b]
    for index in sources.indices where sources[index] >= 0 {
      let source = Int(sources[index])
      let extents = plan.extents[source]
      let own = Int(extents.channels)
      let isLast = index == 1 || step.b < 0
      var job = unsafe hsp_quantisation(
        source: pixels(step, isSecond: index == 1, from: sourceRow * Int(extents.width)),
        out: out + first, out_stride: apart,
        pixels: Int(extents.width), channels: own, padded: isLast ? channels - first : own,
        scale: nil, shift: nil, silu: step.silu ? 1 : 0, factor: slab.factor)
      if step.norm >= 0 {
        let slot = unsafe normSlot(Int(step.norm))
        let total = Int(plan.conditionedExtents(step).channels)
        unsafe job.scale = UnsafePointer(slot + first)
        unsafe job.shift = UnsafePointer(slot + total + first)
      }
      // Pixels and channels are inside the source and the row, as planned.
      unsafe kernels.quantise(&job)
      first += own
    }
    if slab.geometry.repeatsPixels {
      for pixel in 0..<(Int(slab.geometry.input.width) / 2) {
        unsafe (out + (pixel * 2 + 1) * channels).update(
          from: out + pixel * 2 * channels, count: channels)
      }
    }
  }

  /// Transforms a row of the slab's tiles.
  func transform(_ slab: Slab, tileRow: Int) {
    let geometry = slab.geometry
    let first =
      unsafe UnsafePointer(slab.rows) + tileRow * geometry.tile.rowAdvance * geometry.rowCount
    let row = geometry.rowCount
    let fourth = geometry.tile.form == HSP_FOLDED ? 0 : 3 * row
    let count = geometry.tilesAcross * geometry.channels
    let out = unsafe slab.planes + tileRow * count
    var job = unsafe hsp_spreading(
      rows: (first, first + row, first + 2 * row, first + fourth), channels: geometry.channels,
      tiles: geometry.tilesAcross, out: out, plane_stride: geometry.planeCount,
      winograd: Int32(bitPattern: geometry.tile.form.rawValue))
    // The slab has these rows, and planes for its tiles.
    unsafe kernels.spread(&job)
    if let arrange = unsafe kernels.arrange_values {
      for plane in 0..<geometry.tile.planes {
        unsafe arrange(out + plane * geometry.planeCount, count)
      }
    }
  }

  /// Where a value's peak is kept.
  func peakSlot(_ value: Int) -> UnsafeMutablePointer<Float> {
    unsafe (values + plan.offset(ofPeak: value)).assumingMemoryBound(to: Float.self)
  }
}
