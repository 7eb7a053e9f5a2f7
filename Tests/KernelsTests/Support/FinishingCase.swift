import CKernels

/// A row of tiles of sums that become values, in memory of the smallest size.
struct FinishingCase: CustomStringConvertible {
  let tiles: Int
  let winograd: hsp_winograd
  let rows: Int
  let columns: Int
  let lanes: Int
  var outFormat = HSP_FORMAT_F32
  var residual: Numbers?
  let sums: PageBuffer<Int32>
  let scale: [Float]
  let start: [Float]
  /// Values between planes, between pixels and between rows.
  let plane: Int
  let stride: Int
  let rowStride: Int

  var description: String {
    "\(tiles) tiles, winograd \(winograd.rawValue), \(rows) x \(columns), \(lanes) lanes"
  }

  init(
    tiles: Int, winograd: hsp_winograd, rows: Int, columns: Int, lanes: Int, gap: Int = 0
  ) {
    self.tiles = tiles
    self.winograd = winograd
    self.rows = rows
    self.columns = columns
    self.lanes = lanes
    plane = (tiles + 1) * 16
    stride = lanes + gap
    rowStride = (columns + 1) * stride
    var random = Random(seed: UInt64(tiles * 100 + columns * 10 + lanes))
    let planes =
      switch winograd {
      case HSP_WINOGRAD: 16
      case HSP_FOLDED: 9
      case HSP_WIDE: 24
      default: 1
      }
    sums = PageBuffer(
      (0..<(planes - 1) * plane + tiles * 16).map { _ in
        Int32(truncatingIfNeeded: random.next())
      })
    scale = random.values(16, scale: 1e-8)
    start = random.values(16, scale: 5)
  }

  var tileWidth: Int { winograd == HSP_DIRECT ? 1 : winograd == HSP_WIDE ? 4 : 2 }

  /// Up to the last lane of the last pixel that exists.
  var outCount: Int {
    columns == 0 || rows == 0 ? 0 : (rows - 1) * rowStride + (columns - 1) * stride + lanes
  }

  /// An output that nothing was written to.
  var untouchedOut: Numbers { Numbers(untouched: outCount, outFormat) }

  func run(_ set: InstructionSet) -> Numbers {
    let out = untouchedOut
    run(set, out)
    return out
  }

  /// Finishes some tiles of the row.
  func run(_ set: InstructionSet, _ out: Numbers, first: Int = 0, tiles count: Int? = nil) {
    let (scale, start) = (PageBuffer(scale), PageBuffer(start))
    let column = first * tileWidth
    // First and count are inside the case's tiles.
    var job = unsafe hsp_finishing(
      sums: sums.base + first * 16, plane_stride: plane, tiles: count ?? tiles,
      winograd: Int32(bitPattern: winograd.rawValue), scale: scale.base, start: start.base,
      residual: residual.map { unsafe UnsafeRawPointer($0.pointer(column * stride)) },
      residual_format: residual?.format ?? 0, out_format: out.format,
      out: out.pointer(column * stride), stride: stride, row_stride: rowStride,
      columns: columns - column, rows: rows, lanes: lanes)
    unsafe set.kernels.finish(&job)
    precondition(out.isIntact, "\(self): written in front of the output")
  }

  /// A' m A at one pixel by the definition, modulo 2^32.
  private func sum(row: Int, column: Int, lane: Int) -> Int32 {
    if winograd == HSP_DIRECT { return sums[column * 16 + lane] }
    let factors = [[1, 1, 1, 0], [0, 1, -1, -1]]
    if winograd == HSP_WIDE { return wideSum(factors[row], column, lane) }
    let frequencies = winograd == HSP_FOLDED ? [0, 1, 3] : [0, 1, 2, 3]
    var sum = 0
    for (index, left) in frequencies.enumerated() {
      for (at, right) in frequencies.enumerated() {
        let place = (index * frequencies.count + at) * plane + column / 2 * 16 + lane
        sum += factors[row][left] * factors[column % 2][right] * Int(sums[place])
      }
    }
    return Int32(truncatingIfNeeded: sum)
  }

  /// 16 A' m C at one pixel, C with the factors that the weights lack, modulo 2^32; a third is exact there.
  private func wideSum(_ left: [Int], _ column: Int, _ lane: Int) -> Int32 {
    // 24 C: each row times 1/4, -1/6, -1/6, 1/24, 1/24, 1.
    let factors = [
      [6, -4, -4, 1, 1, 0], [0, -4, 4, 2, -2, 0], [0, -4, -4, 4, 4, 0], [0, -4, 4, 8, -8, 24],
    ]
    var sum = 0
    for row in 0..<4 {
      for at in 0..<6 {
        let place = (row * 6 + at) * plane + column / 4 * 16 + lane
        sum += left[row] * factors[column % 4][at] * Int(sums[place])
      }
    }
    return Int32(truncatingIfNeeded: sum) &* Int32(truncatingIfNeeded: 0xAAAA_AAAB as Int64)
  }

  /// What must be stored at an index; nil where nothing must be.
  func expected(_ index: Int) -> Float? {
    let (row, rest) = (index / rowStride, index % rowStride)
    let (column, lane) = (rest / stride, rest % stride)
    guard column < columns, lane < lanes else { return nil }
    let sum = Float(sum(row: row, column: column, lane: lane))
    let value = start[lane].addingProduct(sum, scale[lane])
    let result = residual.map { value + $0[index] } ?? value
    return outFormat == HSP_FORMAT_F16 ? Float(Float16(bitPattern: half(result))) : result
  }
}
