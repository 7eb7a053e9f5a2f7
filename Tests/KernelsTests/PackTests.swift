import CKernels
import Testing

struct PackTests {
  /// A packed copy of a picture.
  private func packed(_ source: Picture, _ set: InstructionSet) -> ([Int8], scales: [Float]) {
    let out = PageBuffer([Int8](repeating: -128, count: source.pixels * source.channels))
    let scales = PageBuffer<Float>(count: source.pixels)
    var job = unsafe hsp_packing(
      source: source.job(), pixels: source.pixels, channels: source.channels, out: out.base,
      scales: scales.base)
    unsafe set.kernels.pack(&job)
    #expect(out.isIntact && scales.isIntact)
    return (out.values, scales.values)
  }

  private func check(_ source: Picture) {
    let integers = agreement("\(source)") { packed(source, $0).0 }
    let scales = agreement("\(source)") { packed(source, $0).scales }
    for pixel in 0..<source.pixels {
      let row = (0..<source.channels).map { source[pixel, $0] }
      let peak = row.reduce(0) { max($0, $1.magnitude) }
      #expect(scales[pixel].bitPattern == (peak / 127).bitPattern)
      let factor = peak > 0 ? 127 / peak : 0
      let expected = row.map { Int8((Double($0) * Double(factor)).rounded(.toNearestOrEven)) }
      let from = pixel * source.channels
      #expect(Array(integers[from..<from + source.channels]) == expected, "\(source): \(pixel)")
    }
  }

  @Test(arguments: [0, 1, 2, 5, 17], [1, 3, 15, 16, 17, 31, 33, 64])
  func raggedSizes(pixels: Int, channels: Int) {
    for format in Numbers.formats {
      for stride in [channels, channels + 5] {
        check(Picture(format, pixels: pixels, channels: channels, stride: stride, scale: 9))
      }
    }
  }

  /// Read back through a kernel, each value is off by half a step of its pixel at most.
  @Test(arguments: InstructionSet.all)
  func roundTrip(set: InstructionSet) {
    let source = Picture(HSP_FORMAT_F16, pixels: 23, channels: 37, scale: 50)
    let (integers, scales) = packed(source, set)
    let copy = Picture(integers, scales: scales, channels: 37)
    let values = condition(copy, Norm(isUsed: false, channels: 37), silu: false, set)
    for (index, value) in values.enumerated() {
      let (pixel, channel) = (index / 37, index % 37)
      let error = (value - source[pixel, channel]).magnitude
      #expect(error <= scales[pixel] * 0.500_01)
    }
  }

  /// Pixels keep their own scales, from zero to the ends of the range of floats.
  @Test func scales() {
    let magnitudes: [Float] = [
      0, 1e-30, 1e-20, 1, 1e20, .greatestFiniteMagnitude, 0x1p-120,
    ]
    check(Picture(magnitudes.flatMap { [$0, -$0 / 3, 0, $0 * 0.7] }, channels: 4))
  }

  /// Values so small that their scale has no inverse become 0, not noise.
  @Test(arguments: [Float.leastNonzeroMagnitude, 0x1p-140, 1e-38, 3e-37])
  func tinyValues(magnitude: Float) {
    let integers = agreement("tiny") {
      packed(Picture([magnitude, -magnitude, 0], channels: 3), $0).0
    }
    #expect(integers == [0, 0, 0])
  }
}
