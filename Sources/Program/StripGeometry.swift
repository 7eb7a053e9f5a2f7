/// How a convolution is cut into strips of rows, and what each thread needs for one.
///
/// A strip's input is conditioned (concatenated, normalised, activated, upsampled, padded) into a small tile; kernels read
/// nothing but tiles. Small pictures fit into one tile, which all threads then share.
package struct StripGeometry {
  /// Tiles are cut to stay inside a second-level cache.
  static let tileBytes = 512 << 10

  package let kernel: KernelShape
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
    kernel = KernelShape(operation)
    self.input = input
    self.output = output
    isDirect =
      kernel.isPointwise && step.b < 0 && step.norm < 0 && !step.silu && !step.upsample && isPlain
    panelFloats = half ? kernel.taps * Int(input.channels) * 16 : 0

    let width = kernel.rowPixels(output, of: input)
    let rowBytes = width * Int(input.channels) * 4
    let allRows = kernel.inputRows(Int(output.height))
    // In 64 bits: a hostile program's tile may be larger than a 32-bit address space.
    isShared =
      !isDirect && UInt64(allRows) * UInt64(rowBytes) <= UInt64(StripGeometry.tileBytes)
    if isShared || isDirect {
      maximumRows = Int(output.height)
    } else {
      // At least 4 rows: fewer would condition too many rows twice.
      let fitting = (StripGeometry.tileBytes / rowBytes - kernel.height) / kernel.stride + 1
      maximumRows = min(Int(output.height), max(4, fitting))
    }
  }

  /// Floats of a tile's row.
  package var rowFloats: Int { kernel.rowPixels(output, of: input) * Int(input.channels) }
  /// Whether the largest tile is of a size that any machine can have.
  var isPossible: Bool {
    isDirect || UInt64(kernel.inputRows(maximumRows)) * UInt64(rowFloats) <= UInt64(Int32.max / 16)
  }

  /// Floats of the largest tile.
  package var tileFloats: Int { isDirect ? 0 : kernel.inputRows(maximumRows) * rowFloats }
  /// Blocks of 16 outputs.
  package var blocks: Int { (Int(output.channels) + 15) / 16 }
}
