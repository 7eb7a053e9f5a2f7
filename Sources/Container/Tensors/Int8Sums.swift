/// Sums of |value| over the values of a block of 16 outputs, and the largest |value|.
package struct Int8Sums {
  package private(set) var sums = SIMD16<Int32>.zero
  /// For each output.
  private var peaks = SIMD16<Int32>.zero

  /// The largest |value| of all.
  package var largest: Int {
    var largest: Int32 = 0
    for lane in 0..<TensorLayout.block { largest = max(largest, peaks[lane]) }
    return Int(largest)
  }

  /// Reads the values of one block, whole rows of 16 outputs x 4 inputs.
  package init(_ block: Bytes) {
    for row in 0..<block.count / 64 {
      let row = block.checked(row * 64, 64)
      // Just checked to have 64 bytes.
      let four = unsafe row.pointer.loadUnaligned(as: SIMD16<Int32>.self)
      // An element holds the four inputs of an output: each is moved to the top and back.
      add((four &<< 24) &>> 24)
      add((four &<< 16) &>> 24)
      add((four &<< 8) &>> 24)
      add(four &>> 24)
    }
  }

  private mutating func add(_ values: SIMD16<Int32>) {
    let magnitudes = values.replacing(with: .zero &- values, where: values .< .zero)
    sums &+= magnitudes
    peaks.replace(with: magnitudes, where: magnitudes .> peaks)
  }
}
