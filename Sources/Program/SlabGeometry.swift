import CKernels
import Container

/// How an integer convolution is cut into slabs of rows, and what it needs for one.
///
/// A slab's input is quantised into padded rows of 16-bit integers; for 3 x 3 kernels it is transformed into Winograd's
/// planes. Then each block of 16 outputs is multiplied and finished, tile by tile.
package struct SlabGeometry {
  /// Most tiles multiplied in one go: their sums stay in a second-level cache.
  package static let chunk = 48
  /// Bytes of a chunk's planes, which all blocks of outputs read from that cache.
  private static let chunkBytes = 384 << 10
  /// Rows and planes of a slab, unless a smaller memory budget asks for less.
  package static let slabBytes = 4 << 20

  package let tile: ProductTile
  package let kernel: KernelShape
  /// Extents of the conditioned input; those before upsampling when the convolution folds it.
  package let input: Extents
  package let output: Extents
  /// Whether rows hold the upsampled input.
  package let repeatsPixels: Bool
  package let tileRows: Int
  package let tilesAcross: Int
  /// Pixels of a quantised row, with padding.
  package let rowPixels: Int
  /// Input channels, filled up to a multiple of 16.
  package let channels: Int
  /// Quantised rows that neighbouring rows of tiles share.
  package let overlap: Int
  /// Rows of tiles in the largest slab.
  package let slabRows: Int
  /// Tiles multiplied in one go.
  package let chunk: Int
  /// All blocks' weights are expanded once for all slabs, and a chunk of tiles goes through all of them.
  package let sharesPanels: Bool
  /// Whether one row of tiles is of a size that any machine can have.
  package let isPossible: Bool

  package init(
    _ operation: Operation, _ step: PlanStep, _ weight: Tensor, source: Extents, output: Extents,
    slabBytes: Int
  ) {
    kernel = KernelShape(operation)
    self.output = output
    tile = ProductTile(kernel, weight, output, isFolded: step.upsample)
    repeatsPixels = step.upsample && !kernel.isSame3x3
    var input = source
    if repeatsPixels {
      input.height *= 2
      input.width *= 2
    }
    self.input = input
    tileRows = (Int(output.height) + tile.height - 1) / tile.height
    tilesAcross = (Int(output.width) + tile.width - 1) / tile.width
    rowPixels =
      switch tile.form {
      case HSP_DIRECT: kernel.rowPixels(output, of: input)
      case HSP_FOLDED: tilesAcross + 2
      default: tilesAcross * tile.width + 2
      }
    channels = (Int(input.channels) + 15) & ~15
    overlap = max(0, tile.inputRows - tile.rowAdvance)
    // In 64 bits: a hostile program's rows may be larger than a 32-bit address space.
    let row = UInt64(rowPixels) * UInt64(channels) * 2
    let perTileRow =
      row * UInt64(tile.rowAdvance) + UInt64(tile.planes) * UInt64(tilesAcross) * UInt64(channels)
      * 2
    isPossible = perTileRow + row * UInt64(overlap + 1) <= UInt64(Int32.max / 4)
    let available =
      UInt64(max(0, slabBytes)) - min(UInt64(max(0, slabBytes)), row * UInt64(overlap))
    slabRows = max(1, min(tileRows, isPossible ? Int(available / perTileRow) : 1))
    let products = max(1, tile.planes)
    let fitting = SlabGeometry.chunkBytes / (products * channels * 2)
    chunk =
      tile.isDirect
      ? SlabGeometry.chunk : min(SlabGeometry.chunk, max(12, fitting / 12 * 12))
    let taps = tile.isDirect ? kernel.taps : 1
    // In 64 bits: all weights of a large model, expanded.
    let panels =
      UInt64((Int(output.channels) + 15) / 16) * UInt64(products * taps)
      * UInt64((Int(input.channels) + 3) / 4) * 128
    sharesPanels =
      panels <= UInt64(max(0, slabBytes)) && slabRows * tilesAcross >= 8 * SlabGeometry.chunk
  }
}

extension SlabGeometry {
  /// Number of slabs.
  package var slabs: Int { (tileRows + slabRows - 1) / slabRows }

  /// Quantised rows that so many rows of tiles read.
  package func inputRows(_ tileRows: Int) -> Int {
    tile.isDirect ? kernel.inputRows(tileRows) : tileRows * tile.rowAdvance + overlap
  }

  /// Values of a quantised row.
  package var rowCount: Int { rowPixels * channels }
  /// Bytes of the quantised rows of the largest slab.
  package var rowBytes: Int { (inputRows(slabRows) * rowCount * 2 + 63) & ~63 }
  /// Values of a plane of the largest slab.
  package var planeCount: Int { slabRows * tilesAcross * channels }
  package var planeBytes: Int { tile.planes * planeCount * 2 }
  package var sharedBytes: Int { rowBytes + planeBytes + (sharesPanels ? blocks * panelBytes : 0) }

  /// Groups of four inputs.
  package var quads: Int { (Int(input.channels) + 3) / 4 }
  /// Blocks of 16 outputs.
  package var blocks: Int { (Int(output.channels) + 15) / 16 }
  /// Weights of one product of a block: of a plane, or of all taps.
  package var panelCount: Int { (tile.isDirect ? kernel.taps : 1) * quads * 64 }
  package var panelBytes: Int { max(1, tile.planes) * panelCount * 2 }
  /// What a lane needs: a block's weights, unless they are shared, and a chunk's sums.
  package var lanePanelBytes: Int { sharesPanels ? 0 : panelBytes }
  package var sumBytes: Int { max(1, tile.planes) * chunk * 64 }

  /// The largest quantised magnitude for which neither 16-bit transforms nor 32-bit sums overflow.
  ///
  /// `magnitude` is the largest sum of |weight| of an output, `low` how far the values' other side reaches, 0 to 1.
  package func limit(magnitude: Int, low: Float) -> Int {
    let transformed = Int(32767 / tile.growth(low: low))
    let sums = Int(Int64(Int32.max) / (Int64(tile.multiple) * Int64(max(1, magnitude))))
    // A part in 32 less, for roundings on the way and because products of bytes end at 32639. At least 1: only an absurd
    // model's sums then wrap.
    return max(1, min(transformed, sums) * 31 / 32)
  }
}
