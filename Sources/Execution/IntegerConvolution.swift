import CKernels
import Container
import Program

/// One lane's view of a slab of a convolution with int8 weights.
///
/// Where all blocks' weights are expanded, items are ranges of tiles: a chunk of them goes through all blocks while it is in
/// the cache. Else items are blocks of 16 outputs, which the lane expands, cut into ranges when blocks are few.
@safe
struct IntegerConvolution {
  let items: Int
  private let executor: Executor
  private let step: PlanStep
  private let slab: Slab
  private let geometry: SlabGeometry
  private let weights: Int8Weights
  private let outputStart: OutputStart
  private let ranges: Int
  /// This lane's scratch.
  private let start: UnsafeMutablePointer<Float>
  private let scale: UnsafeMutablePointer<Float>
  private let taps: UnsafeMutablePointer<Int>
  private let panel: UnsafeMutablePointer<Int16>
  private let sums: UnsafeMutablePointer<Int32>

  init(_ executor: Executor, _ step: PlanStep, _ slab: Slab, lane: Int) {
    self.executor = executor
    self.step = step
    self.slab = slab
    geometry = slab.geometry
    let operation = executor.plan.program.operation(Int(step.operation))
    weights = executor.integerWeights(operation.tensors[0])
    outputStart = OutputStart(executor, step)
    let lanes = executor.workers.lanes
    let chunks = max(1, slab.tiles / geometry.chunk)
    if geometry.sharesPanels {
      ranges = min(chunks, lanes == 1 ? 1 : 4 * lanes)
      items = ranges
    } else {
      // Each range expands the block's weights again, which costs as much as two tiles.
      ranges = lanes == 1 ? 1 : min(chunks, (4 * lanes + geometry.blocks - 1) / geometry.blocks)
      items = geometry.blocks * ranges
    }

    // The plan gave each lane room for all five, in this order.
    let base = unsafe executor.scratch + lane * Executor.laneStride(executor.plan)
    unsafe start = base.assumingMemoryBound(to: Float.self)
    unsafe scale = start + 16
    unsafe taps = (base + 128).assumingMemoryBound(to: Int.self)
    unsafe panel = (base + 128 + Plan.tapBytes).assumingMemoryBound(to: Int16.self)
    unsafe sums = (base + 128 + Plan.tapBytes + geometry.lanePanelBytes)
      .assumingMemoryBound(to: Int32.self)
    for tap in 0..<geometry.kernel.taps {
      let row = tap / geometry.kernel.width
      let column = tap % geometry.kernel.width
      unsafe taps[tap] = row * geometry.rowCount + column * geometry.channels
    }
    if !geometry.tile.isDirect { unsafe taps[0] = 0 }
  }

  func run(item: Int) {
    let range = item % ranges
    // Ranges of whole chunks.
    let chunks = (slab.tiles + geometry.chunk - 1) / geometry.chunk
    var tile = chunks * range / ranges * geometry.chunk
    let end = min(slab.tiles, chunks * (range + 1) / ranges * geometry.chunk)
    let own = item / ranges
    let blocks = geometry.sharesPanels ? 0..<geometry.blocks : own..<own + 1
    if !geometry.sharesPanels { unsafe expand(block: own, into: panel) }
    while tile < end {
      let count = min(geometry.chunk, end - tile)
      for block in blocks {
        let expanded =
          unsafe geometry.sharesPanels ? slab.panels + block * panelCount : panel
        prepare(block)
        unsafe multiply(expanded, tile, count)
        finish(block, tile, count)
      }
      tile += count
    }
  }

  /// Bytes that an expanded weight takes: Winograd's transforms add up to nine.
  private var weightBytes: Int32 {
    geometry.tile.isDirect && Int8Weights.parts(weights.element) == 1 ? 1 : 2
  }

  /// Weights of a block in expanded form.
  private var panelCount: Int { geometry.panelBytes / 2 }

  /// Expands the weights of a block for all slabs.
  func expand(shared block: Int) {
    unsafe expand(block: block, into: slab.panels + block * panelCount)
  }

  private func expand(block: Int, into out: UnsafeMutablePointer<Int16>) {
    let size = Int8Weights.blockSize(weights.extents, weights.element)
    var job = unsafe hsp_expansion(
      weights: weights.values.pointer.assumingMemoryBound(to: Int8.self) + block * size,
      taps: geometry.kernel.taps, quads: geometry.quads,
      parts: Int8Weights.parts(weights.element), out: out,
      winograd: Int32(bitPattern: geometry.tile.form.rawValue))
    // A block of the payload, and a panel of the size that the plan knows.
    unsafe executor.kernels.expand(&job)
    if let arrange = unsafe executor.kernels.arrange_weights {
      unsafe arrange(out, panelCount / 64 / geometry.quads, geometry.quads, weightBytes)
    }
  }

  /// What a block's outputs start from, and what a unit of their sums means.
  private func prepare(_ block: Int) {
    unsafe outputStart.store(block: block, to: start)
    // Scales come in whole blocks.
    let scales = unsafe weights.scales.pointer + block * 16
    for lane in 0..<16 { unsafe scale[lane] = scales[lane] * slab.unit }
  }

  private func multiply(_ panel: UnsafePointer<Int16>, _ tile: Int, _ count: Int) {
    let isDirect = geometry.tile.isDirect
    let rows = isDirect ? geometry.rowCount * geometry.kernel.stride : geometry.channels
    for plane in 0..<max(1, geometry.tile.planes) {
      let source =
        unsafe isDirect ? slab.rows : slab.planes + plane * geometry.planeCount
      var job = unsafe hsp_product(
        source: source, taps: taps, tap_count: isDirect ? geometry.kernel.taps : 1,
        quads: geometry.quads, first: tile, pixels: count,
        width: isDirect ? geometry.tilesAcross : 1,
        pixel_stride: isDirect ? geometry.channels * geometry.kernel.stride : geometry.channels,
        row_stride: rows, weights: panel + plane * geometry.panelCount,
        weight_bytes: weightBytes, sums: sums + plane * geometry.chunk * 16)
      // Tiles of this slab; sums for a chunk of them.
      unsafe executor.kernels.multiply(&job)
    }
  }

  /// Finishes tiles row by row.
  private func finish(_ block: Int, _ first: Int, _ count: Int) {
    let channels = Int(geometry.output.channels)
    let width = Int(geometry.output.width)
    var done = 0
    while done < count {
      let tileRow = (first + done) / geometry.tilesAcross
      let column = (first + done) % geometry.tilesAcross
      let tiles = min(count - done, geometry.tilesAcross - column)
      let row = (slab.firstTileRow + tileRow) * geometry.tile.height
      let left = column * geometry.tile.width
      let at = (row * width + left) * channels + block * 16
      let output = executor.place(Int(step.output), again: step.again)
      var job = unsafe hsp_finishing(
        sums: sums + done * 16, plane_stride: geometry.chunk * 16, tiles: tiles,
        winograd: Int32(bitPattern: geometry.tile.form.rawValue), scale: scale, start: start,
        residual: nil, residual_format: 0, out_format: output.format.rawValue,
        out: output.advanced(at), stride: channels, row_stride: width * channels,
        columns: width - left, rows: min(geometry.tile.height, Int(geometry.output.height) - row),
        lanes: min(16, channels - block * 16))
      if step.residual >= 0 {
        let residual = executor.place(Int(step.residual))
        unsafe job.residual = UnsafeRawPointer(residual.advanced(at))
        job.residual_format = residual.format.rawValue
      }
      // Rows, columns and lanes are inside the output, as planned.
      unsafe executor.kernels.finish(&job)
      done += tiles
    }
  }
}
