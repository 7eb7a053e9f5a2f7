/// Outputs, inputs, kernel height and kernel width of a tensor; a vector has (n, 1, 1, 1).
package struct TensorExtents: Equatable, Sendable {
  package let outputs: Int
  package let inputs: Int
  package let height: Int
  package let width: Int

  package init(outputs: Int, inputs: Int = 1, height: Int = 1, width: Int = 1) {
    self.outputs = outputs
    self.inputs = inputs
    self.height = height
    self.width = width
  }

  /// Whether this is a vector.
  package var isVector: Bool { inputs == 1 && height == 1 && width == 1 }

  /// Elements, without the lanes that pad a packed block; for extents that were checked.
  package var count: Int { outputs * inputs * height * width }

  /// Bytes of a tensor with such extents, each at least 1; nil when 64 bits can't hold them.
  package func byteCount(_ element: ElementType, _ layout: TensorLayout) -> UInt64? {
    Self.byteCount(
      UInt64(outputs), UInt64(inputs), UInt64(height), UInt64(width), element, layout)
  }

  static func byteCount(
    _ outputs: UInt64, _ inputs: UInt64, _ height: UInt64, _ width: UInt64,
    _ element: ElementType, _ layout: TensorLayout
  ) -> UInt64? {
    let block = UInt64(layout == .packed ? TensorLayout.block : 1)
    let (rounded, wraps) = outputs.addingReportingOverflow(block - 1)
    guard !wraps else { return nil }
    // No input count, an Int, overflows here.
    let depth = element.isInteger ? (inputs + 3) / 4 * 4 : inputs
    // Of one output, or of a lane of a block.
    let values = product(depth, height, width, UInt64(element.size))
    let header = UInt64(element.isInteger ? 8 : 0)
    guard let values, case let (bytes, wraps) = values.addingReportingOverflow(header), !wraps
    else { return nil }
    return product(rounded / block * block, bytes, 1, 1)
  }

  private static func product(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) -> UInt64? {
    var result = a
    let factors: InlineArray<3, UInt64> = [b, c, d]
    for index in factors.indices {
      let (next, overflows) = result.multipliedReportingOverflow(by: factors[index])
      guard !overflows else { return nil }
      result = next
    }
    return result
  }
}
