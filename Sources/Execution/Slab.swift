import CKernels
import Program

/// A slab of an integer convolution: which rows of tiles, and where its input lies.
@safe
struct Slab {
  let geometry: SlabGeometry
  /// Quantised value = value x factor, and value = quantised sum x unit x scale of the weights.
  let factor: Float
  let unit: Float
  /// Quantised rows, then planes, then all blocks' weights if they are shared.
  let rows: UnsafeMutablePointer<Int16>
  let planes: UnsafeMutablePointer<Int16>
  let panels: UnsafeMutablePointer<Int16>
  var index = 0

  /// The shared scratch holds geometry.sharedBytes bytes.
  init(_ geometry: SlabGeometry, range: ValueRange, magnitude: Int, shared: UnsafeMutableRawPointer)
  {
    self.geometry = geometry
    let peak = range.peak
    let limit = geometry.limit(magnitude: magnitude, low: range.low)
    let isUsable = peak > 0 && peak < .infinity
    factor = isUsable ? Float(limit) / peak : 0
    unit = isUsable ? peak / Float(limit * geometry.tile.multiple) : 0
    unsafe rows = shared.assumingMemoryBound(to: Int16.self)
    unsafe planes = (shared + geometry.rowBytes).assumingMemoryBound(to: Int16.self)
    unsafe panels = (shared + geometry.rowBytes + geometry.planeBytes)
      .assumingMemoryBound(to: Int16.self)
  }

  var firstTileRow: Int { index * geometry.slabRows }
  var tileRows: Int { min(geometry.slabRows, geometry.tileRows - firstTileRow) }
  var tiles: Int { tileRows * geometry.tilesAcross }

  /// Padded input row of the first quantised row.
  var firstRow: Int { firstTileRow * geometry.tile.rowAdvance }
  /// Quantised rows that the slab before left behind.
  var rowsKept: Int { index == 0 ? 0 : geometry.overlap }
  /// Quantised rows still to be made.
  var newRows: Int { geometry.inputRows(tileRows) - rowsKept }

  /// Moves on and keeps the rows that both slabs read.
  mutating func advance() {
    let overlap = geometry.overlap
    let from = geometry.inputRows(tileRows) - overlap
    // Both lie inside the rows of the largest slab; they may overlap.
    unsafe rows.update(from: rows + from * geometry.rowCount, count: overlap * geometry.rowCount)
    index += 1
  }
}
