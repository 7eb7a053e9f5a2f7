import CKernels
import Testing

struct MomentsTests {
  /// Means, sums of squares, least and greatest values of the lanes from a channel on.
  private func moments(
    _ source: Picture, width: Int, first: Int = 0, lanes: Int? = nil, _ set: InstructionSet
  ) -> [Double] {
    let lanes = lanes ?? source.channels
    let mean = PageBuffer<Double>(count: lanes)
    let squares = PageBuffer<Double>(count: lanes)
    let lowest = PageBuffer<Float>(count: lanes)
    let highest = PageBuffer<Float>(count: lanes)
    var job = unsafe hsp_moments(
      source: source.job(channel: first), height: source.pixels / width, width: width,
      lanes: lanes, mean: mean.base, squares: squares.base, lowest: lowest.base,
      highest: highest.base)
    unsafe set.kernels.moments(&job)
    #expect(mean.isIntact && squares.isIntact && lowest.isIntact && highest.isIntact)
    return mean.values + squares.values + (lowest.values + highest.values).map(Double.init)
  }

  private func check(_ source: Picture, width: Int) {
    let values = agreement("\(source)") { moments(source, width: width, $0) }
    let lanes = source.channels
    for lane in 0..<lanes {
      let numbers = (0..<source.pixels).map { Double(source[$0, lane]) }
      let mean = numbers.reduce(0, +) / Double(numbers.count)
      let squares = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(numbers.count)).squareRoot()
      #expect((values[lane] - mean).magnitude <= 1e-6 * deviation + 1e-15)
      #expect(
        (values[lanes + lane] - squares).magnitude <= 1e-5 * squares + 1e-12,
        "\(source), width \(width), lane \(lane)")
      #expect(values[2 * lanes + lane] == numbers.min())
      #expect(values[3 * lanes + lane] == numbers.max())
    }
  }

  @Test(arguments: 1...16)
  func raggedSizes(lanes: Int) {
    for (height, width) in [(1, 1), (1, 2), (3, 5), (17, 9), (2, 64), (64, 1)] {
      for (turn, stride) in [lanes, lanes + 1, 48].enumerated() {
        for format in turn == 0 ? Picture.formats : [Picture.formats[turn]] {
          let source = Picture(format, pixels: height * width, channels: lanes, stride: stride)
          check(source, width: width)
        }
      }
    }
  }

  /// A small variance survives a large mean.
  @Test(arguments: [Float(1e3), -1e5, 1e6, 3e7])
  func largeMean(mean: Float) {
    var random = Random(seed: 11)
    let values = random.values(32 * 32 * 16, scale: mean.magnitude * 1e-5).map { $0 + mean }
    check(Picture(values, channels: 16), width: 32)
  }

  @Test func constant() {
    let number = Float(1234.567)
    let source = Picture([Float](repeating: number, count: 9 * 7 * 3), channels: 3)
    let values = agreement { moments(source, width: 7, $0) }
    let same = [Double](repeating: Double(number), count: 3)
    #expect(values == same + [0, 0, 0] + same + same)
  }

  /// One pixel that is repeated, as strides of 0 do.
  @Test func repeatedPixel() {
    let source = Picture(HSP_FORMAT_F16, pixels: 63, channels: 3, stride: 0)
    check(source, width: 9)
  }

  /// An extreme first pixel neither spoils the squares nor hides the other extremes.
  @Test(arguments: [Float(30), -20])
  func outlierFirst(outlier: Float) {
    var random = Random(seed: 12)
    var values = random.values(40 * 40, scale: 1)
    values[0] = outlier
    check(Picture(values, channels: 1), width: 40)
  }

  /// All lanes in one call or one by one: the same bits.
  @Test(arguments: InstructionSet.all)
  func lanesAreIndependent(set: InstructionSet) {
    for format in Picture.formats {
      let source = Picture(format, pixels: 11 * 13, channels: 16, seed: 13)
      let all = moments(source, width: 13, set)
      for lane in 0..<16 {
        let one = moments(source, width: 13, first: lane, lanes: 1, set)
        #expect(one == (0..<4).map { all[$0 * 16 + lane] })
      }
    }
  }
}
