import CKernels
import Container

/// What one product of an integer convolution yields, and what it takes.
///
/// Winograd's transforms F(2 x 2, 3 x 3) and F(2 x 4, 3 x 3) in integers, without a rounding (Lavin and Gray, Fast Algorithms for
/// Convolutional Neural Networks, 2016, section 4).
package struct ProductTile {
  package let form: hsp_winograd
  /// Outputs of a tile.
  package let height: Int
  package let width: Int
  /// Products for a tile; 0 for the direct one of each tap.
  package let planes: Int
  /// Rows of input between neighbouring rows of tiles, and rows that one of them reads.
  package let rowAdvance: Int
  package let inputRows: Int
  /// The sums are the convolution, so many times.
  package let multiple: Int

  /// The tile for a kernel with such weights; `isFolded` when the convolution reads repeated pixels.
  init(_ kernel: KernelShape, _ weight: Tensor, _ output: Extents, isFolded: Bool) {
    if !kernel.isSame3x3 {
      (form, height, width, planes) = (HSP_DIRECT, 1, 1, 0)
      (rowAdvance, inputRows, multiple) = (kernel.stride, kernel.height, 1)
    } else if isFolded {
      (form, height, width, planes) = (HSP_FOLDED, 2, 2, 9)
      (rowAdvance, inputRows, multiple) = (1, 3, 4)
    } else if ProductTile.isWide(weight, output) {
      (form, height, width, planes) = (HSP_WIDE, 2, 4, 24)
      (rowAdvance, inputRows, multiple) = (2, 4, 16)
    } else {
      (form, height, width, planes) = (HSP_WINOGRAD, 2, 2, 16)
      (rowAdvance, inputRows, multiple) = (2, 4, 4)
    }
  }

  /// Whether tiles of 4 outputs across pay.
  ///
  /// Small pictures have too few tiles to make up for more expanded weights. And sums of 32 bits leave the quantised inputs the
  /// fewer bits the more inputs there are and the larger the weights: their error must not exceed that of the weights, which
  /// shrinks as these grow.
  private static func isWide(_ weight: Tensor, _ output: Extents) -> Bool {
    let maximum = Int8Weights.maximum(weight.element)
    return output.pixels >= 256 && weight.extents.inputs * maximum * maximum <= 1 << 24
  }

  package var isDirect: Bool { form == HSP_DIRECT }

  /// How many times as large as the largest quantised magnitude a transformed value can be.
  ///
  /// `low` is what the values' other side reaches of that: for 2 x 4 outputs a sum of two pixels times (-4 -4 1 1) is the most.
  func growth(low: Float) -> Float {
    switch form {
    case HSP_DIRECT: 1
    case HSP_WIDE: 16 + 4 * low
    default: 4
    }
  }
}
