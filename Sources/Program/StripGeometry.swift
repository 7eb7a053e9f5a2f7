/// How a convolution is cut into strips of rows, and what each thread needs for one.
///
/// A strip's input is conditioned (concatenated, normalised, activated, upsampled, padded) into a small tile; kernels read
/// nothing but tiles. Small pictures fit into one tile, which all threads then share.
package struct StripGeometry {
  /// Tiles are cut to stay inside a second-level cache.
  static let tileBytes = 512 << 10

  package let kernelHeight: Int
  package let kernelWidth: Int
  package let stride: Int
  package let paddingTop: Int
  package let paddingLeft: Int
  /// Extents of the conditioned input, after upsampling.
  package let input: Extents
  package let output: Extents
  /// The source itself is what the kernel needs: no tile.
  package let isDirect: Bool
  /// One tile holds the whole input.
  package let isShared: Bool
  /// Output rows of the largest strip.
  package let maximumRows: Int
  /// Floats of a widened block of weights, 0 when they are floats already.
  package let panelFloats: Int

  package init(
    _ operation: Operation, _ step: PlanStep, input: Extents, output: Extents, half: Bool,
    isPlain: Bool
  ) {
    kernelHeight = operation.integer(0)
    kernelWidth = operation.integer(1)
    stride = operation.integer(2)
    paddingTop = operation.integer(3)
    paddingLeft = operation.integer(4)
    self.input = input
    self.output = output
    let padded =
      operation.integer(3) + operation.integer(4) + operation.integer(5) + operation.integer(6)
    isDirect =
      kernelHeight == 1 && kernelWidth == 1 && stride == 1 && padded == 0 && step.b < 0
      && step.norm < 0 && !step.silu && !step.upsample && isPlain
    panelFloats = half ? kernelHeight * kernelWidth * Int(input.channels) * 16 : 0

    let width = max((Int(output.width) - 1) * stride + kernelWidth, paddingLeft + Int(input.width))
    let rowBytes = width * Int(input.channels) * 4
    let allRows = (Int(output.height) - 1) * stride + kernelHeight
    // In 64 bits: a hostile program's tile may be larger than a 32-bit address space.
    isShared =
      !isDirect && UInt64(allRows) * UInt64(rowBytes) <= UInt64(StripGeometry.tileBytes)
    if isShared || isDirect {
      maximumRows = Int(output.height)
    } else {
      // At least 4 rows: fewer would condition too many rows twice.
      let fitting = (StripGeometry.tileBytes / rowBytes - kernelHeight) / stride + 1
      maximumRows = min(Int(output.height), max(4, fitting))
    }
  }

  /// Pixels of a tile's row.
  package var tileWidth: Int {
    max((Int(output.width) - 1) * stride + kernelWidth, paddingLeft + Int(input.width))
  }
  package var rowFloats: Int { tileWidth * Int(input.channels) }
  /// Input rows that a strip of output rows reads.
  package func inputRows(_ rows: Int) -> Int { (rows - 1) * stride + kernelHeight }
  /// Whether the largest tile is of a size that any machine can have.
  var isPossible: Bool {
    isDirect || UInt64(inputRows(maximumRows)) * UInt64(rowFloats) <= UInt64(Int32.max / 16)
  }

  /// Floats of the largest tile.
  package var tileFloats: Int { isDirect ? 0 : inputRows(maximumRows) * rowFloats }
  package var taps: Int { kernelHeight * kernelWidth }
  /// Blocks of 16 outputs.
  package var blocks: Int { (Int(output.channels) + 15) / 16 }
}
