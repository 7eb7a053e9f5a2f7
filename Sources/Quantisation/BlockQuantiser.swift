import Container

/// Turns the weights of 16 outputs into int8, and measures what that loses.
struct BlockQuantiser {
  let scales: SIMD16<Float>
  /// Sums of squares since they were taken, in units of the scales: of what was lost, and of the
  /// weights.
  private var lost = SIMD16<Float>.zero
  private var squared = SIMD16<Float>.zero

  /// Scales for outputs whose largest |weight| is given: 127 for it, 1 where all are zero.
  init(peaks: SIMD16<Float>) {
    var scales = peaks / SIMD16(repeating: Float(Int8Weights.maximum))
    // Also where the division gave zero: such weights become zero.
    scales.replace(with: SIMD16(repeating: 1), where: scales .== SIMD16.zero)
    self.scales = scales
  }

  init(scales: SIMD16<Float>) { self.scales = scales }

  /// Writes up to four inputs of one tap, beginning with a row, as 64 bytes: four for each output.
  @inline(__always)
  mutating func quantise(
    _ block: WeightBlock, row: Int, inputs: Int, into target: UnsafeMutableRawPointer
  ) {
    var four = SIMD16<Int32>.zero
    for input in 0..<inputs {
      let limit = SIMD16(repeating: Float(Int8Weights.maximum))
      var weight = block.row(row + input) / scales
      // Only a scale so small that it lost digits makes this necessary.
      weight.replace(with: limit, where: weight .> limit)
      weight.replace(with: -limit, where: weight .< -limit)
      // The sum has the nearest integer, ties to even, in its lowest bits.
      let magic = SIMD16(repeating: 12_582_912 as Float)
      let shifted = weight + magic
      let error = weight - (shifted - magic)
      lost += error * error
      squared += weight * weight
      // Both have 16 elements of 32 bits.
      let bits = unsafe unsafeBitCast(shifted, to: SIMD16<Int32>.self)
      four |= (bits & SIMD16(repeating: 0xFF)) &<< SIMD16(repeating: Int32(8 * input))
    }
    // The caller promises 64 bytes.
    unsafe target.storeBytes(of: four, as: SIMD16<Int32>.self)
  }

  /// Hands the values of all taps to a sink, as many at a time as fit a chunk.
  mutating func stream(
    _ block: WeightBlock, inputs: Int, through chunk: Slice<UInt8>,
    _ sink: (inout BlockQuantiser, Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    var filled = 0
    for tap in 0..<block.rows / inputs {
      var input = 0
      while input < inputs {
        if filled == chunk.count {
          try sink(&self, chunk.bytes)
          filled = 0
        }
        // Both counts are multiples of 64.
        unsafe quantise(
          block, row: tap * inputs + input, inputs: min(Int8Weights.inputBlock, inputs - input),
          into: UnsafeMutableRawPointer(chunk.pointer + filled))
        filled += 64
        input += Int8Weights.inputBlock
      }
    }
    try sink(&self, chunk.bytes.checked(0, filled))
  }

  /// Adds the sums of squares to a tensor's, and begins new ones before floats lose digits.
  mutating func settle(_ deviation: inout Deviation) {
    for lane in 0..<TensorLayout.block {
      let unit = Double(scales[lane]) * Double(scales[lane])
      deviation.loss += unit * Double(lost[lane])
      deviation.power += unit * Double(squared[lane])
    }
    lost = .zero
    squared = .zero
  }
}
