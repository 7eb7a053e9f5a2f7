import CKernels
import Testing

struct MomentsTests {
  /// Means, then sums of squares, of the lanes.
  private func moments(
    _ source: PageBuffer<Float>, height: Int, width: Int, stride: Int, first: Int = 0, lanes: Int,
    _ set: InstructionSet
  ) -> [Double] {
    let mean = PageBuffer<Double>(count: lanes)
    let squares = PageBuffer<Double>(count: lanes)
    var job = unsafe hsp_moments(
      source: source.base + first, height: height, width: width, pixel_stride: stride,
      lanes: lanes, mean: mean.base, squares: squares.base)
    unsafe set.kernels.moments(&job)
    #expect(mean.isIntact && squares.isIntact)
    return mean.values + squares.values
  }

  /// The same on every instruction set.
  private func agreedMoments(
    _ source: PageBuffer<Float>, height: Int, width: Int, stride: Int, lanes: Int
  ) -> [Double] {
    var first: [Double] = []
    for set in InstructionSet.all {
      let values = moments(source, height: height, width: width, stride: stride, lanes: lanes, set)
      if first.isEmpty { first = values }
      #expect(values.map(\.bitPattern) == first.map(\.bitPattern), "\(set.name): other bits")
    }
    return first
  }

  private func reference(
    _ source: PageBuffer<Float>, _ pixels: Int, _ stride: Int, _ lane: Int
  ) -> (mean: Double, squares: Double) {
    let values = (0..<pixels).map { Double(source[$0 * stride + lane]) }
    let mean = values.reduce(0, +) / Double(pixels)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
  }

  private func check(
    _ source: PageBuffer<Float>, height: Int, width: Int, stride: Int, lanes: Int
  ) {
    let values = agreedMoments(source, height: height, width: width, stride: stride, lanes: lanes)
    for lane in 0..<lanes {
      let expected = reference(source, height * width, stride, lane)
      let deviation = (expected.squares / Double(height * width)).squareRoot()
      #expect((values[lane] - expected.mean).magnitude <= 1e-6 * deviation + 1e-15)
      #expect(
        (values[lanes + lane] - expected.squares).magnitude <= 1e-5 * expected.squares + 1e-12,
        "\(height) x \(width), lane \(lane) of \(lanes)")
    }
  }

  @Test(arguments: 1...16)
  func raggedSizes(lanes: Int) {
    for (height, width) in [(1, 1), (1, 2), (3, 5), (17, 9), (2, 64), (64, 1)] {
      for stride in [lanes, lanes + 1, 48] {
        var random = Random(seed: UInt64(lanes * 100 + width))
        // It ends with the last lane of the last pixel.
        let count = (height * width - 1) * stride + lanes
        check(
          PageBuffer(random.values(count)), height: height, width: width, stride: stride,
          lanes: lanes)
      }
    }
  }

  /// A small variance survives a large mean.
  @Test(arguments: [Float(1e3), -1e5, 1e6, 3e7])
  func largeMean(mean: Float) {
    var random = Random(seed: 11)
    let values = random.values(32 * 32 * 16, scale: mean.magnitude * 1e-5).map { $0 + mean }
    check(PageBuffer(values), height: 32, width: 32, stride: 16, lanes: 16)
  }

  @Test func constant() {
    let source = PageBuffer([Float](repeating: 1234.567, count: 9 * 7 * 3))
    let values = agreedMoments(source, height: 9, width: 7, stride: 3, lanes: 3)
    #expect(values == [Double](repeating: Double(Float(1234.567)), count: 3) + [0, 0, 0])
  }

  /// Squares are never below zero by more than nothing, whatever the first pixel is.
  @Test func outlierFirst() {
    var random = Random(seed: 12)
    var values = random.values(40 * 40, scale: 1)
    values[0] = 30
    check(PageBuffer(values), height: 40, width: 40, stride: 1, lanes: 1)
  }

  /// All lanes in one call or one by one: the same bits.
  @Test(arguments: InstructionSet.all)
  func lanesAreIndependent(set: InstructionSet) {
    var random = Random(seed: 13)
    let source = PageBuffer(random.values(11 * 13 * 16))
    let all = moments(source, height: 11, width: 13, stride: 16, lanes: 16, set)
    for lane in 0..<16 {
      let one = moments(source, height: 11, width: 13, stride: 16, first: lane, lanes: 1, set)
      #expect(one == [all[lane], all[16 + lane]])
    }
  }
}
