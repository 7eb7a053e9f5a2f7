/// Sums of |value| over the values of a block of 16 outputs, and whether all values are in range.
package struct Int8Sums {
  package private(set) var sums = SIMD16<Int32>.zero
  /// For each output, how often a part was out of its range.
  private var faults = SIMD16<Int32>.zero

  /// Whether no part is out of its range.
  package var isInRange: Bool { faults == .zero }

  /// Reads the values of one block, whole rows of 16 outputs x 4 inputs.
  package init(_ block: Bytes, _ element: ElementType) {
    let parts = Int8Weights.parts(element)
    for row in 0..<block.count / (64 * parts) {
      let high = Self.four(block, row * parts)
      // An element holds the four inputs of an output: each is moved to the top and back.
      for input in 0..<Int8Weights.inputBlock {
        let shift = SIMD16(repeating: Int32(24 - 8 * input))
        let down = SIMD16(repeating: 24 as Int32)
        var value = (high &<< shift) &>> down
        check(value, -127, 127)
        if parts == 2 {
          let low = (Self.four(block, row * parts + 1) &<< shift) &>> down
          check(low, -2, 1)
          value = (value &<< SIMD16(repeating: 2)) &+ low
          check(value, -508, 508)
        }
        sums &+= value.replacing(with: .zero &- value, where: value .< .zero)
      }
    }
  }

  /// 64 bytes, four for each output.
  private static func four(_ block: Bytes, _ index: Int) -> SIMD16<Int32> {
    let row = block.checked(index * 64, 64)
    // Just checked to have 64 bytes.
    return unsafe row.pointer.loadUnaligned(as: SIMD16<Int32>.self)
  }

  private mutating func check(_ values: SIMD16<Int32>, _ least: Int32, _ most: Int32) {
    let more = faults &+ SIMD16(repeating: 1)
    faults.replace(with: more, where: values .< SIMD16(repeating: least))
    faults.replace(with: more, where: values .> SIMD16(repeating: most))
  }
}
