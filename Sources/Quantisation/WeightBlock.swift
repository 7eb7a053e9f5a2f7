import Container

/// The weights of 16 outputs, as an f32 or f16 file packs them: a row of 16 for each tap and input.
struct WeightBlock {
  let bytes: Bytes
  private let isHalf: Bool

  init(_ bytes: Bytes, _ element: ElementType) {
    precondition(!element.isInteger)
    self.bytes = bytes
    isHalf = element == .float16
  }

  private var rowSize: Int { TensorLayout.block * (isHalf ? 2 : 4) }

  var rows: Int { bytes.count / rowSize }

  /// The weights of one tap and input.
  @inline(__always)
  func row(_ index: Int) -> SIMD16<Float> {
    let row = unsafe bytes.checked(index * rowSize, rowSize).pointer
    // Just checked to be there. Every bit pattern is a number or a NaN.
    guard isHalf else { return unsafe row.loadUnaligned(as: SIMD16<Float>.self) }
    return widened(unsafe row.loadUnaligned(as: SIMD16<UInt16>.self))
  }

  /// The largest |weight| of each output; infinite or NaN when one of them is.
  func peaks() -> SIMD16<Float> {
    // Without their sign, floats are ordered as integers are, infinity and NaN above the rest.
    var largest = SIMD16<Int32>.zero
    for index in 0..<rows {
      let bits = unsafe unsafeBitCast(row(index), to: SIMD16<Int32>.self)
      let magnitude = bits & SIMD16(repeating: Int32.max)
      largest.replace(with: magnitude, where: magnitude .> largest)
    }
    // Both have 16 elements of 32 bits.
    return unsafe unsafeBitCast(largest, to: SIMD16<Float>.self)
  }

  /// Byte offset in the file of the first weight that is not finite; nil when all are.
  func firstNotFinite() -> Int? {
    for index in 0..<rows {
      let row = row(index)
      for lane in 0..<TensorLayout.block where !row[lane].isFinite {
        return bytes.origin + index * rowSize + lane * rowSize / TensorLayout.block
      }
    }
    return nil
  }
}
