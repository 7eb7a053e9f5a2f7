/// How a convolution's kernel lies over its input: the integers of the operation, by name.
package struct KernelShape {
  package let height: Int
  package let width: Int
  package let stride: Int
  package let paddingTop: Int
  package let paddingLeft: Int
  /// Padding of the four sides together.
  package let padding: Int
  /// A 3 x 3 kernel whose output has its input's extents.
  package let isSame3x3: Bool

  init(_ operation: Operation) {
    height = operation.integer(0)
    width = operation.integer(1)
    stride = operation.integer(2)
    paddingTop = operation.integer(3)
    paddingLeft = operation.integer(4)
    let bottom = operation.integer(5)
    let right = operation.integer(6)
    padding = paddingTop + paddingLeft + bottom + right
    isSame3x3 =
      height == 3 && width == 3 && stride == 1 && paddingTop == 1 && paddingLeft == 1
      && bottom == 1 && right == 1
  }

  package var taps: Int { height * width }
  /// A product of each pixel with a matrix.
  var isPointwise: Bool { taps == 1 && stride == 1 && padding == 0 }

  /// Rows of input that so many rows of output read.
  package func inputRows(_ rows: Int) -> Int { (rows - 1) * stride + height }

  /// Pixels of a padded row of input: all that the outputs read, and all of the input.
  func rowPixels(_ output: Extents, of input: Extents) -> Int {
    max((Int(output.width) - 1) * stride + width, paddingLeft + Int(input.width))
  }
}
