import CKernels
import Testing

/// Rounding to half precision, as every kernel that stores halves does it.
struct HalfTests {
  /// Values that a contraction of nothing adds to nothing and stores as halves.
  private func halves(_ values: [Float], lanes: Int = 16, _ set: InstructionSet) -> [UInt16] {
    // -0 x 1 - 0 is -0, to which any value can be added without a change.
    let source = PageBuffer<Float>([-0.0])
    let taps = PageBuffer([0])
    let weights = PageBuffer([Float](repeating: 1, count: 16))
    let start = PageBuffer([Float](repeating: -0.0, count: 16))
    let residual = PageBuffer(values)
    let out = PageBuffer<UInt16>(count: values.count)
    precondition(values.count % lanes == 0)
    var job = unsafe hsp_contraction(
      source: source.base, taps: taps.base, tap_count: 1, channels: 1,
      pixels: values.count / lanes, width: max(1, values.count / lanes), pixel_stride: 0,
      row_stride: 0, weights: weights.base, start: start.base,
      residual: UnsafeRawPointer(residual.base), residual_stride: lanes,
      residual_format: Int32(bitPattern: HSP_FORMAT_F32.rawValue),
      out_format: Int32(bitPattern: HSP_FORMAT_F16.rawValue),
      out: UnsafeMutableRawPointer(out.base), out_stride: lanes, lanes: lanes)
    unsafe set.kernels.contract(&job)
    #expect(out.isIntact)
    return out.values
  }

  private func check(_ values: [Float]) {
    let padded = values + [Float](repeating: 0, count: (16 - values.count % 16) % 16)
    let results = agreement("halves") { halves(padded, $0) }
    let wrong = padded.indices.filter { results[$0] != half(padded[$0]) }
    #expect(wrong.isEmpty, "\(wrong.prefix(9).map { "\(padded[$0]): \(results[$0])" })")
  }

  /// Each finite half, the tie above it, and their neighbours: all decisions there are.
  @Test(arguments: [Float(1), -1])
  func everyTie(sign: Float) {
    var values: [Float] = []
    for bits in 0..<UInt16(0x7bff) {
      let value = Float(Float16(bitPattern: bits))
      let tie = (value + Float(Float16(bitPattern: bits + 1))) / 2
      for number in [value, value.nextUp, tie.nextDown, tie, tie.nextUp] {
        values.append(number * sign)
      }
    }
    check(values)
  }

  /// What is too large becomes the largest half, what is too small becomes a zero with its sign.
  @Test func extremes() {
    let values: [Float] = [
      0, 65503.9, 65504, 65505, 65519.99, 65520, 65536, 1e9, .greatestFiniteMagnitude, .infinity,
      .leastNonzeroMagnitude, 0x1p-126, 0x1p-26, 0x1p-25, Float(0x1p-25).nextUp, 0x1p-24, 0x1p-14,
    ]
    check(values + values.map { -$0 })
    let largest = halves([Float](repeating: .infinity, count: 16), .best)
    #expect(largest == [UInt16](repeating: 0x7bff, count: 16))
    #expect(halves([-0.0], lanes: 1, .best) == [0x8000])
  }

  @Test func randomBits() {
    var random = Random(seed: 21)
    check(
      (0..<100_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: random.next())) }
        .filter { !$0.isNaN })
  }

  /// What is not a number stays visible, and its neighbours are not touched.
  @Test(arguments: 0..<16)
  func notANumber(lane: Int) {
    for nan in [Float.nan, -.nan, .signalingNaN, Float(bitPattern: 0x7fff_ffff)] {
      var values = (0..<16).map { Float($0) + 0.25 }
      values[lane] = nan
      let results = agreement("NaN") { halves(values, $0) }
      for (index, result) in results.enumerated() {
        let isRight =
          index == lane ? Float16(bitPattern: result).isNaN : result == half(values[index])
        #expect(isRight, "lane \(index): \(result)")
      }
    }
  }

  /// Partial vectors round like whole ones.
  @Test(arguments: InstructionSet.all, 1...16)
  func lanes(set: InstructionSet, lanes: Int) {
    var random = Random(seed: 22)
    let values = random.values(lanes * 3, scale: 100)
    #expect(halves(values, lanes: lanes, set) == values.map(half))
    #expect(halves([], lanes: lanes, set) == [])
  }
}
