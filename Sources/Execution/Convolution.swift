import CKernels
import Container
import Program

/// One lane's view of a convolution step: items of work, its tile, its widened weights.
@safe
struct Convolution {
  let executor: Executor
  let step: PlanStep
  let geometry: StripGeometry
  let items: Int
  /// Index of the weights' tensor.
  private let weight: Int
  private let outputStart: OutputStart
  /// Rows of a strip and number of strips.
  private let rows: Int
  private let strips: Int
  /// This lane's scratch: start vector, taps, panel, tile.
  private let start: UnsafeMutablePointer<Float>
  private let taps: UnsafeMutablePointer<Int>
  private let panel: UnsafeMutablePointer<Float>
  private let tile: UnsafeMutablePointer<Float>

  init(_ executor: Executor, _ step: PlanStep, lane: Int) {
    self.executor = executor
    self.step = step
    let geometry = executor.plan.geometry(step)
    self.geometry = geometry
    let operation = executor.plan.program.operation(Int(step.operation))
    weight = operation.tensors[0]
    outputStart = OutputStart(executor, step)

    let height = Int(geometry.output.height)
    let lanes = executor.workers.lanes
    if geometry.isShared || geometry.isDirect {
      // Blocks of outputs are the items; few blocks are cut into strips as well, never below 48 pixels.
      let wanted = max(1, 3 * lanes / geometry.blocks)
      let fewest = max(1, 48 / Int(geometry.output.width))
      let parts = lanes == 1 ? 1 : max(1, min(wanted, height / fewest))
      rows = (height + parts - 1) / parts
      strips = (height + rows - 1) / rows
      items = strips * geometry.blocks
    } else {
      // A multiple of the lanes, so that none waits for the last strip of another.
      let parts = (height + geometry.maximumRows - 1) / geometry.maximumRows
      let even = min(height, (parts + lanes - 1) / lanes * lanes)
      rows = (height + even - 1) / even
      strips = (height + rows - 1) / rows
      items = strips
    }

    // The plan gave each lane room for all four, in this order.
    let base = unsafe executor.scratch + lane * Executor.laneStride(executor.plan)
    unsafe start = base.assumingMemoryBound(to: Float.self)
    unsafe taps = (base + Plan.startBytes).assumingMemoryBound(to: Int.self)
    unsafe panel = (base + Plan.startBytes + Plan.tapBytes).assumingMemoryBound(to: Float.self)
    unsafe tile =
      geometry.isShared
      ? executor.shared.assumingMemoryBound(to: Float.self) : panel + geometry.panelFloats
    for tap in 0..<geometry.kernel.taps {
      let row = tap / geometry.kernel.width
      let column = tap % geometry.kernel.width
      unsafe taps[tap] = row * geometry.rowFloats + column * Int(geometry.input.channels)
    }
  }

  func run(item: Int) {
    let strip = item % strips
    let firstRow = strip * rows
    let count = min(rows, Int(geometry.output.height) - firstRow)
    if geometry.isShared || geometry.isDirect {
      let source = unsafe geometry.isShared ? tile : executor.value(Int(step.a)).pointer
      let offset = firstRow * geometry.kernel.stride * geometry.rowFloats
      unsafe contract(block: item / strips, firstRow, count, source: source + offset)
    } else {
      for row in 0..<geometry.kernel.inputRows(count) {
        unsafe executor.fillRow(
          step, geometry, row: firstRow * geometry.kernel.stride + row,
          out: tile + row * geometry.rowFloats)
      }
      for block in 0..<geometry.blocks {
        unsafe contract(block: block, firstRow, count, source: tile)
      }
    }
  }

  /// Computes one block of 16 outputs of a strip.
  private func contract(block: Int, _ firstRow: Int, _ rows: Int, source: UnsafePointer<Float>) {
    let channels = Int(geometry.output.channels)
    let lanes = min(16, channels - block * 16)
    unsafe outputStart.store(block: block, to: start)
    let width = Int(geometry.output.width)
    let at = firstRow * width * channels + block * 16
    let output = executor.place(Int(step.output), again: step.again)
    var job = unsafe hsp_contraction(
      source: source, taps: taps, tap_count: geometry.kernel.taps,
      channels: Int(geometry.input.channels),
      pixels: rows * width, width: width,
      pixel_stride: geometry.kernel.stride * Int(geometry.input.channels),
      row_stride: geometry.kernel.stride * geometry.rowFloats, weights: weights(block),
      start: start,
      residual: nil, residual_stride: channels, residual_format: 0,
      out_format: output.format.rawValue, out: output.advanced(at), out_stride: channels,
      lanes: lanes)
    if step.residual >= 0 {
      let residual = executor.place(Int(step.residual))
      unsafe job.residual = UnsafeRawPointer(residual.advanced(at))
      job.residual_format = residual.format.rawValue
    }
    // Strip, block and lanes are inside their tensors, as planned.
    unsafe executor.kernels.contract(&job)
  }

  /// A block's weights as floats: in place, or widened into this lane's panel.
  private func weights(_ block: Int) -> UnsafePointer<Float> {
    let count = geometry.kernel.taps * Int(geometry.input.channels) * 16
    let payload = unsafe executor.payload(weight)
    if geometry.panelFloats == 0 {
      return unsafe payload.assumingMemoryBound(to: Float.self) + block * count
    }
    unsafe executor.kernels.widen(
      payload.assumingMemoryBound(to: UInt16.self) + block * count, panel, count)
    return unsafe UnsafePointer(panel)
  }
}
