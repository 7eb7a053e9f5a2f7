import CKernels

/// How an integer convolution is cut into slabs of rows, and what it needs for one.
///
/// A slab's input is quantised into padded rows of 16-bit integers; for 3 x 3 kernels it is transformed into Winograd's
/// planes. Then each block of 16 outputs is multiplied and finished. A tile is what one product yields: 2 x 2 outputs, or one.
package struct SlabGeometry {
  /// Most tiles multiplied in one go: their sums stay in a second-level cache.
  package static let chunk = 48
  /// Bytes of a chunk's planes, which all blocks of outputs read from that cache.
  private static let chunkBytes = 384 << 10
  /// Rows and planes of a slab, unless a smaller memory budget asks for less.
  package static let slabBytes = 4 << 20

  package let winograd: hsp_winograd
  package let kernelHeight: Int
  package let kernelWidth: Int
  package let stride: Int
  package let paddingTop: Int
  package let paddingLeft: Int
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
  /// Winograd's planes; 0 for direct products.
  package let planes: Int
  /// Quantised rows between those of neighbouring rows of tiles, and rows that these share.
  package let rowAdvance: Int
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
    _ operation: Operation, _ step: PlanStep, source: Extents, output: Extents, slabBytes: Int
  ) {
    kernelHeight = operation.integer(0)
    kernelWidth = operation.integer(1)
    stride = operation.integer(2)
    paddingTop = operation.integer(3)
    paddingLeft = operation.integer(4)
    self.output = output
    var isSame = kernelHeight == 3 && kernelWidth == 3 && stride == 1
    for side in 3...6 where operation.integer(side) != 1 { isSame = false }
    winograd = !isSame ? HSP_DIRECT : step.upsample ? HSP_FOLDED : HSP_WINOGRAD
    repeatsPixels = step.upsample && !isSame
    var input = source
    if repeatsPixels {
      input.height *= 2
      input.width *= 2
    }
    self.input = input
    let height = Int(output.height)
    let width = Int(output.width)
    switch winograd {
    case HSP_WINOGRAD:
      tileRows = (height + 1) / 2
      tilesAcross = (width + 1) / 2
      rowPixels = tilesAcross * 2 + 2
    case HSP_FOLDED:
      tileRows = height / 2
      tilesAcross = width / 2
      rowPixels = tilesAcross + 2
    default:
      tileRows = height
      tilesAcross = width
      rowPixels = max((width - 1) * stride + kernelWidth, paddingLeft + Int(input.width))
    }
    channels = (Int(input.channels) + 15) & ~15
    let advance = winograd == HSP_WINOGRAD ? 2 : winograd == HSP_FOLDED ? 1 : stride
    let depth = winograd == HSP_WINOGRAD ? 4 : kernelHeight
    rowAdvance = advance
    overlap = max(0, depth - advance)
    planes = winograd == HSP_WINOGRAD ? 16 : winograd == HSP_FOLDED ? 9 : 0
    // In 64 bits: a hostile program's rows may be larger than a 32-bit address space.
    let row = UInt64(rowPixels) * UInt64(channels) * 2
    let perTileRow =
      row * UInt64(advance) + UInt64(planes) * UInt64(tilesAcross) * UInt64(channels) * 2
    isPossible = perTileRow + row * 8 <= UInt64(Int32.max / 4)
    let available =
      UInt64(max(0, slabBytes)) - min(UInt64(max(0, slabBytes)), row * UInt64(overlap))
    slabRows = max(1, min(tileRows, isPossible ? Int(available / perTileRow) : 1))
    let products = max(1, planes)
    let fitting = SlabGeometry.chunkBytes / (products * channels * 2)
    chunk =
      winograd == HSP_DIRECT
      ? SlabGeometry.chunk : min(SlabGeometry.chunk, max(12, fitting / 12 * 12))
    let taps = planes > 0 ? 1 : kernelHeight * kernelWidth
    let panels =
      (Int(output.channels) + 15) / 16 * products * taps * ((Int(input.channels) + 3) / 4) * 128
    sharesPanels = panels <= slabBytes && slabRows * tilesAcross >= 8 * SlabGeometry.chunk
  }
}

extension SlabGeometry {
  /// Number of slabs.
  package var slabs: Int { (tileRows + slabRows - 1) / slabRows }

  /// Quantised rows that so many rows of tiles read.
  package func inputRows(_ tileRows: Int) -> Int {
    winograd == HSP_DIRECT
      ? (tileRows - 1) * stride + kernelHeight : tileRows * rowAdvance + overlap
  }

  /// Values of a quantised row.
  package var rowCount: Int { rowPixels * channels }
  /// Bytes of the quantised rows of the largest slab.
  package var rowBytes: Int { (inputRows(slabRows) * rowCount * 2 + 63) & ~63 }
  /// Values of a plane of the largest slab.
  package var planeCount: Int { slabRows * tilesAcross * channels }
  package var planeBytes: Int { planes * planeCount * 2 }
  package var sharedBytes: Int { rowBytes + planeBytes + (sharesPanels ? blocks * panelBytes : 0) }

  /// Groups of four inputs.
  package var quads: Int { (Int(input.channels) + 3) / 4 }
  package var taps: Int { kernelHeight * kernelWidth }
  /// Blocks of 16 outputs.
  package var blocks: Int { (Int(output.channels) + 15) / 16 }
  /// Weights of one product of a block: of a plane, or of all taps.
  package var panelCount: Int { (planes > 0 ? 1 : taps) * quads * 64 }
  package var panelBytes: Int { max(1, planes) * panelCount * 2 }
  /// What a lane needs: a block's weights, unless they are shared, and a chunk's sums.
  package var lanePanelBytes: Int { sharesPanels ? 0 : panelBytes }
  package var sumBytes: Int { max(1, planes) * chunk * 64 }

  /// The largest quantised magnitude for which neither 16-bit transforms nor 32-bit sums overflow.
  ///
  /// `magnitude` is the largest sum of |weight| of an output.
  package func limit(magnitude: Int) -> Int {
    let (most, factor) = winograd == HSP_DIRECT ? (32767, 1) : (8191, 4)
    // A part in 32 less: a norm's bounds are rounded otherwise than the values themselves.
    return min(most, Int(Int32.max) / (factor * max(1, magnitude))) * 31 / 32
  }
}
