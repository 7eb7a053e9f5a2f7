import Container

/// Turns the weights of 16 outputs into integers, and measures what that loses.
struct BlockQuantiser {
  let scales: SIMD16<Float>
  private let element: ElementType
  /// Sums of squares since they were taken, in units of the scales: of what was lost, and of the
  /// weights.
  private var lost = SIMD16<Float>.zero
  private var squared = SIMD16<Float>.zero

  /// Scales for outputs whose largest |weight| is given: the largest value for it, 1 where all are zero.
  init(peaks: SIMD16<Float>, _ element: ElementType) {
    var scales = peaks / SIMD16(repeating: Float(Int8Weights.maximum(element)))
    // Also where the division gave zero: such weights become zero.
    scales.replace(with: SIMD16(repeating: 1), where: scales .== SIMD16.zero)
    self.init(scales: scales, element)
  }

  init(scales: SIMD16<Float>, _ element: ElementType) {
    self.scales = scales
    self.element = element
  }

  /// Writes up to four inputs of one tap, beginning with a row, as 64 bytes of each part: four for each output.
  @inline(__always)
  mutating func quantise(
    _ block: WeightBlock, row: Int, inputs: Int, into target: UnsafeMutableRawPointer
  ) {
    var four = SIMD16<Int32>.zero
    var lows = SIMD16<Int32>.zero
    let limit = SIMD16(repeating: Float(Int8Weights.maximum(element)))
    for input in 0..<inputs {
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
      var bits = unsafe unsafeBitCast(shifted, to: SIMD16<Int32>.self)
      if element == .int10 {
        // The nearest multiple of four, and what is left: -2 to 1.
        let high = (bits &+ SIMD16(repeating: 2)) &>> SIMD16(repeating: 2)
        let low = bits &- (high &<< SIMD16(repeating: 2))
        lows |= (low & SIMD16(repeating: 0xFF)) &<< SIMD16(repeating: Int32(8 * input))
        bits = high
      }
      four |= (bits & SIMD16(repeating: 0xFF)) &<< SIMD16(repeating: Int32(8 * input))
    }
    // The caller promises 64 bytes for each part.
    unsafe target.storeBytes(of: four, as: SIMD16<Int32>.self)
    if element == .int10 { unsafe (target + 64).storeBytes(of: lows, as: SIMD16<Int32>.self) }
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
        // Both counts are multiples of a row's.
        unsafe quantise(
          block, row: tap * inputs + input, inputs: min(Int8Weights.inputBlock, inputs - input),
          into: UnsafeMutableRawPointer(chunk.pointer + filled))
        filled += 64 * Int8Weights.parts(element)
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
