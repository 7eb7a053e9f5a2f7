import CKernels
import Container
import Program

extension Executor {
  /// Writes one row of a step's conditioned input: concatenated, normalised, activated, upsampled.
  ///
  /// `out` receives width x channels floats; `row` counts rows after upsampling.
  func conditionRow(_ step: PlanStep, row: Int, out: UnsafeMutablePointer<Float>) {
    let channels = Int(plan.conditionedExtents(step).channels)
    let first = plan.extents[Int(step.a)]
    unsafe conditionHalf(step, isSecond: false, channelOffset: 0, channels, row, out)
    if step.b >= 0 {
      let offset = Int(first.channels)
      unsafe conditionHalf(
        step, isSecond: true, channelOffset: offset, channels, row, out + offset)
    }
  }

  /// One of the two sources of a row.
  private func conditionHalf(
    _ step: PlanStep, isSecond: Bool, channelOffset: Int, _ channels: Int, _ row: Int,
    _ out: UnsafeMutablePointer<Float>
  ) {
    let extents = plan.extents[Int(isSecond ? step.b : step.a)]
    let own = Int(extents.channels)
    let sourceRow = step.upsample ? row / 2 : row
    var job = unsafe hsp_conditioning(
      source: pixels(step, isSecond: isSecond, from: sourceRow * Int(extents.width)), out: out,
      out_stride: step.upsample ? channels * 2 : channels, pixels: Int(extents.width),
      channels: own, scale: nil, shift: nil, silu: step.silu ? 1 : 0)
    if step.norm >= 0 {
      let slot = unsafe normSlot(Int(step.norm))
      unsafe job.scale = UnsafePointer(slot + channelOffset)
      unsafe job.shift = UnsafePointer(slot + channels + channelOffset)
    }
    // Rows and channels are inside the source and the tile, as planned.
    unsafe kernels.condition(&job)
    if step.upsample {
      for pixel in 0..<Int(extents.width) {
        unsafe (out + (pixel * 2 + 1) * channels).update(
          from: out + pixel * 2 * channels, count: own)
      }
    }
  }

  /// Scale of each channel of a norm, followed by the shifts.
  func normSlot(_ value: Int) -> UnsafeMutablePointer<Float> {
    unsafe (values + plan.offset(ofNorm: value)).assumingMemoryBound(to: Float.self)
  }

  /// Writes out one row of a value that is not folded away.
  func condition(_ step: PlanStep, row: Int, lane: Int) {
    let extents = plan.extents[Int(step.output)]
    let out = unsafe value(Int(step.output)).pointer + row * Int(extents.width * extents.channels)
    if step.pool {
      unsafe pool(step, row: row, lane: lane, out: out)
    } else {
      unsafe conditionRow(step, row: row, out: out)
    }
  }

  /// Averages two conditioned rows, pair by pair of pixels.
  private func pool(_ step: PlanStep, row: Int, lane: Int, out: UnsafeMutablePointer<Float>) {
    let source = plan.conditionedExtents(step)
    let channels = Int(source.channels)
    let rowFloats = Int(source.width) * channels
    // Behind the fixed part of the lane's scratch, as planned.
    let base = unsafe scratch + lane * Executor.laneStride(plan)
    let rows = unsafe (base + Plan.startBytes + Plan.tapBytes).assumingMemoryBound(to: Float.self)
    for part in 0..<2 {
      unsafe conditionRow(step, row: row * 2 + part, out: rows + part * rowFloats)
    }
    for pixel in 0..<Int(plan.extents[Int(step.output)].width) {
      let first = unsafe UnsafePointer(rows) + pixel * 2 * channels
      let second = unsafe first + rowFloats
      var job = unsafe hsp_combination(
        in: (first, first + channels, second, second + channels), c: (0.25, 0.25, 0.25, 0.25),
        terms: 4, count: channels, out: out + pixel * channels)
      // Both rows have two pixels for each of the output's.
      unsafe kernels.combine(&job)
    }
  }

  /// Adds a row of the residual, or the vector at each pixel.
  func add(_ step: PlanStep, row: Int) {
    let extents = plan.extents[Int(step.output)]
    let channels = Int(extents.channels)
    let rowFloats = Int(extents.width) * channels
    let out = unsafe value(Int(step.output)).pointer + row * rowFloats
    let a = unsafe value(Int(step.a)).pointer + row * rowFloats
    if step.residual >= 0 {
      unsafe add(a, value(Int(step.residual)).pointer + row * rowFloats, out, count: rowFloats)
    } else {
      for pixel in 0..<Int(extents.width) {
        let at = pixel * channels
        unsafe add(a + at, value(Int(step.vector)).pointer, out + at, count: channels)
      }
    }
  }

  private func add(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>,
    count: Int
  ) {
    var job = unsafe hsp_combination(
      in: (a, b, nil, nil), c: (1, 1, 0, 0), terms: 2, count: count, out: out)
    // All three hold count floats.
    unsafe kernels.combine(&job)
  }
}
