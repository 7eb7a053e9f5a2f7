import CKernels

/// Turns integer sums into values: transform, scale, start, residual.
func finish(_ job: UnsafePointer<hsp_finishing>) {
  let job = unsafe job.pointee
  let finisher = Finisher(job)
  switch hsp_winograd(rawValue: UInt32(bitPattern: job.winograd)) {
  case HSP_WINOGRAD: for tile in 0..<job.tiles { finisher.finish(tile: tile) }
  case HSP_FOLDED: for tile in 0..<job.tiles { finisher.finish(folded: tile) }
  case HSP_WIDE: for tile in 0..<job.tiles { finisher.finish(wide: tile) }
  default:
    for pixel in 0..<job.tiles { finisher.store(finisher.sums.sums(pixel &* 16), 0, pixel) }
  }
}

/// Scales, biases and stores sums.
private struct Finisher {
  let sums: SumsSource
  private let plane: Int
  private let scale: Lanes
  private let start: Lanes
  private let residual: Values?
  private let out: Values
  private let stride: Int
  private let rowStride: Int
  private let rows: Int
  private let columns: Int
  private let lanes: Int

  @inline(always)
  init(_ job: hsp_finishing) {
    // The caller promised 16 values of each, and pixels for rows, columns and lanes.
    sums = unsafe SumsSource(job.sums)
    plane = job.plane_stride
    scale = unsafe Source(job.scale).lanes(0)
    start = unsafe Source(job.start).lanes(0)
    if let residual = unsafe job.residual {
      // Only read.
      self.residual = unsafe Values(
        UnsafeMutableRawPointer(mutating: residual), format: job.residual_format)
    } else {
      residual = nil
    }
    out = unsafe Values(job.out, format: job.out_format)
    stride = job.stride
    rowStride = job.row_stride
    rows = job.rows
    columns = job.columns
    lanes = job.lanes
  }

  /// A' m A with A' = [1 1 1 0; 0 1 -1 -1].
  @inline(always)
  func finish(tile: Int) {
    let (a0, b0) = column(tile &* 16)
    let (a1, b1) = column(tile &* 16 &+ plane)
    let (a2, b2) = column(tile &* 16 &+ 2 &* plane)
    let (a3, b3) = column(tile &* 16 &+ 3 &* plane)
    store([a0 &+ a1 &+ a2, a1 &- a2 &- a3, b0 &+ b1 &+ b2, b1 &- b2 &- b3], tile)
  }

  /// The same without the third row and column.
  @inline(always)
  func finish(folded tile: Int) {
    let (a0, b0) = foldedColumn(tile &* 16)
    let (a1, b1) = foldedColumn(tile &* 16 &+ plane)
    let (a3, b3) = foldedColumn(tile &* 16 &+ 2 &* plane)
    store([a0 &+ a1, a1 &- a3, b0 &+ b1, b1 &- b3], tile)
  }

  /// 16 A' m C, C = [1 1 1 1 1 0; 0 1 -1 2 -2 0; 0 1 1 4 4 0; 0 1 -1 8 -8 1]', for products of weights that lack the
  /// factors 1/4, -1/6, -1/6, 1/24, 1/24, 1 of their columns.
  @inline(always)
  func finish(wide tile: Int) {
    let index = tile &* 16
    finishWide(tile, 0) { (column) in
      let at = index &+ column &* plane
      return sums.sums(at) &+ sums.sums(at &+ 6 &* plane) &+ sums.sums(at &+ 12 &* plane)
    }
    if rows == 1 { return }
    finishWide(tile, 1) { (column) in
      let at = index &+ column &* plane
      return sums.sums(at &+ 6 &* plane) &- sums.sums(at &+ 12 &* plane)
        &- sums.sums(at &+ 18 &* plane)
    }
  }

  /// One row of it, from six columns of A' m.
  @inline(always)
  private func finishWide(_ tile: Int, _ row: Int, _ column: (Int) -> Sums) {
    let m1 = column(1)
    let m2 = column(2)
    let m3 = column(3)
    let m4 = column(4)
    let sum1 = m1 &+ m2
    let difference1 = m1 &- m2
    let sum2 = m3 &+ m4
    let difference2 = m3 &- m4
    let outputs: InlineArray<4, Sums> = [
      third(sum2 &- four(sum1)) &+ two(column(0)),
      two(third(difference2 &- two(difference1))), four(third(sum2 &- sum1)),
      four(third(two(difference2) &- difference1) &+ two(column(5))),
    ]
    for index in 0..<4 { store(outputs[index], row, tile &* 4 &+ index) }
  }

  /// A third of a multiple of 3: a product with the inverse of 3 modulo 2^32, exact even where the multiple did not fit.
  @inline(always)
  private func third(_ sums: Sums) -> Sums { sums &* Sums(repeating: -0x5555_5555) }

  @inline(always)
  private func two(_ sums: Sums) -> Sums { sums &+ sums }

  @inline(always)
  private func four(_ sums: Sums) -> Sums { two(two(sums)) }

  @inline(always)
  private func column(_ index: Int) -> (Sums, Sums) {
    let m1 = sums.sums(index &+ 4 &* plane)
    let m2 = sums.sums(index &+ 8 &* plane)
    return (
      sums.sums(index) &+ m1 &+ m2, m1 &- m2 &- sums.sums(index &+ 12 &* plane)
    )
  }

  @inline(always)
  private func foldedColumn(_ index: Int) -> (Sums, Sums) {
    let m1 = sums.sums(index &+ 3 &* plane)
    return (sums.sums(index) &+ m1, m1 &- sums.sums(index &+ 6 &* plane))
  }

  /// Stores the two rows of a tile of four pixels.
  @inline(always)
  private func store(_ outputs: InlineArray<4, Sums>, _ tile: Int) {
    for index in 0..<4 { store(outputs[index], index / 2, tile &* 2 &+ index % 2) }
  }

  /// Stores a pixel of a tile, if the picture has it.
  @inline(always)
  func store(_ sums: Sums, _ row: Int, _ column: Int) {
    if row >= rows || column >= columns { return }
    var value = hsp_multiply_add(hsp_float_i32(sums), scale, start)
    let index = row &* rowStride &+ column &* stride
    if let residual { value += residual.lanes(index, count: lanes) }
    out.store(value, index, count: lanes)
  }
}
