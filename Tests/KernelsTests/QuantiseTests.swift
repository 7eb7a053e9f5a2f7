import CKernels
import Testing

struct QuantiseTests {
  private static let untouched: Int16 = 0x5a5b

  /// Quantised pixels, `outStride` values apart.
  private func quantise(
    _ source: Picture, _ norm: Norm, silu: Bool, factor: Float, padded: Int, outStride: Int,
    _ set: InstructionSet
  ) -> [Int16] {
    let count = source.pixels == 0 ? 0 : (source.pixels - 1) * outStride + padded
    let out = PageBuffer([Int16](repeating: Self.untouched, count: count))
    var job = unsafe hsp_quantisation(
      source: source.job(), out: out.base, out_stride: outStride, pixels: source.pixels,
      channels: source.channels, padded: padded, scale: norm.scalePointer,
      shift: norm.shiftPointer, silu: silu ? 1 : 0, factor: factor)
    unsafe set.kernels.quantise(&job)
    #expect(out.isIntact)
    return out.values
  }

  private func check(
    _ source: Picture, isScaled: Bool = false, silu: Bool = false, factor: Float,
    padding: Int = 0, gap: Int = 0
  ) {
    let channels = source.channels
    let padded = channels + padding
    let norm = Norm(isUsed: isScaled, channels: channels)
    let values = agreement("\(source), \(padded) padded") {
      quantise(
        source, norm, silu: silu, factor: factor, padded: padded, outStride: padded + gap, $0)
    }
    // The other conditioning kernel gives the floats; the double product is exact.
    let floats = condition(source, norm, silu: silu, .best)
    for (index, value) in values.enumerated() {
      let (pixel, channel) = (index / (padded + gap), index % (padded + gap))
      var expected = channel < padded ? 0 : Int(Self.untouched)
      if channel < channels {
        let product = Double(floats[pixel * channels + channel]) * Double(factor)
        expected = Int(product.rounded(.toNearestOrEven))
      }
      #expect(Int(value) == expected, "\(source): pixel \(pixel), channel \(channel) of \(padded)")
    }
  }

  @Test(arguments: [0, 1, 2, 5, 16], [1, 3, 15, 16, 17, 31, 33])
  func raggedSizes(pixels: Int, channels: Int) {
    var turn = pixels + channels
    for format in Picture.formats {
      for (isScaled, silu) in [(false, false), (true, false), (false, true), (true, true)] {
        for stride in [channels, channels + 2] {
          turn += 1
          let source = Picture(
            format, pixels: pixels, channels: channels, stride: stride, scale: 4)
          // Up to 4 times 3 plus 3 stays below 8191.
          check(
            source, isScaled: isScaled, silu: silu, factor: 541.3,
            padding: [0, 1, -channels & 15, 20][turn % 4], gap: turn % 3)
        }
      }
    }
  }

  /// A pixel that is repeated.
  @Test func repeatedPixel() {
    check(Picture(HSP_FORMAT_F32, pixels: 9, channels: 18, stride: 0), factor: 8191, padding: 14)
  }

  /// Every integer and every tie between two of them.
  @Test func everyInteger() {
    let integers = (-65534...65534).map { Float($0) / 2 }
    check(Picture(integers + [0, -0.0, 0.499_999_97], channels: 16), factor: 1)
  }

  /// The largest magnitudes, through factors that round.
  @Test(arguments: [Float(32767), 8191, 7339.3, 1])
  func peaks(limit: Float) {
    var random = Random(seed: 31)
    let peak: Float = 3.7
    let values = random.values(510, scale: peak) + [peak, -peak]
    check(Picture(values, channels: 16), factor: limit / peak)
  }

  /// What is not a number does not touch its neighbours.
  @Test(arguments: InstructionSet.all)
  func notANumber(set: InstructionSet) {
    for silu in [false, true] {
      var values = [Float](repeating: 0.5, count: 33)
      let norm = Norm(isUsed: false, channels: 33)
      func run() -> [Int16] {
        quantise(
          Picture(values, channels: 33), norm, silu: silu, factor: 100, padded: 48, outStride: 48,
          set)
      }
      var expected = run()
      for (index, number) in [(3, Float.nan), (20, .infinity), (32, -.infinity)] {
        values[index] = number
      }
      var result = run()
      for index in [3, 20, 32] { (result[index], expected[index]) = (0, 0) }
      #expect(result == expected)
    }
  }
}
