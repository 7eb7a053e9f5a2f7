import CKernels
import Foundation
import Testing

struct ConditionTests {
  /// What a conditioning does to one value, in double precision.
  private func reference(_ x: Float, _ scale: Float?, _ shift: Float?, _ silu: Bool) -> Double {
    var y = Double(x)
    if let scale, let shift { y = Double(scale) * y + Double(shift) }
    return silu ? y / (1 + exp(-y)) : y
  }

  @Test(arguments: [0, 1, 2, 5, 48], [1, 3, 15, 16, 17, 33])
  func raggedSizes(pixels: Int, channels: Int) {
    for format in Picture.formats {
      for sourceStride in [channels, channels + 3, 0] {
        for (isScaled, silu) in [(false, false), (true, false), (false, true), (true, true)] {
          let source = Picture(
            format, pixels: pixels, channels: channels, stride: sourceStride, scale: 4)
          for outStride in [channels, channels + 5] {
            check(source, outStride: outStride, isScaled: isScaled, silu: silu)
          }
        }
      }
    }
  }

  private func check(_ source: Picture, outStride: Int, isScaled: Bool, silu: Bool) {
    let (pixels, channels) = (source.pixels, source.channels)
    let norm = Norm(isUsed: isScaled, channels: channels)
    let values = agreement("\(source)") { set in
      let count = pixels == 0 ? 0 : (pixels - 1) * outStride + channels
      let out = PageBuffer([Float](repeating: untouched, count: count))
      var job = unsafe hsp_conditioning(
        source: source.job(), out: out.base, out_stride: outStride, pixels: pixels,
        channels: channels, scale: norm.scalePointer, shift: norm.shiftPointer,
        silu: silu ? 1 : 0)
      unsafe set.kernels.condition(&job)
      #expect(out.isIntact)
      return out.values
    }
    for (index, value) in values.enumerated() {
      let (pixel, channel) = (index / outStride, index % outStride)
      guard channel < channels else {
        #expect(value.bitPattern == untouched.bitPattern, "wrote to the gap")
        continue
      }
      let expected = reference(
        source[pixel, channel], isScaled ? norm.scale[channel] : nil,
        isScaled ? norm.shift[channel] : nil, silu)
      // Up to 4 times 3 plus 3 before it cancels.
      #expect((Double(value) - expected).magnitude <= 2e-6)
    }
  }

  /// Nothing to do: the value that the format stands for, bit by bit.
  @Test(arguments: InstructionSet.all)
  func copiesExactly(set: InstructionSet) {
    for format in Picture.formats {
      let source = Picture(format, pixels: 7, channels: 19, stride: 23, scale: 4)
      let copy = condition(source, Norm(isUsed: false, channels: 19), silu: false, set)
      #expect(bytes(copy) == bytes(source.values))
    }
  }

  private func silu(_ values: [Float], _ set: InstructionSet) -> [Float] {
    condition(
      Picture(values, channels: values.count), Norm(isUsed: false, channels: 0), silu: true, set)
  }

  /// SiLU, and with it the exponential, over the range of floats.
  @Test func siluIsAccurate() {
    var inputs: [Float] = [
      0, -0.0, 0x1p-130, -0x1p-130, 88, -88, 87.3, -87.3, 87.33, -87.33, 127, 3e38,
    ]
    for step in -100_000...100_000 { inputs.append(Float(step) * 0.001) }
    for exponent in -126...127 {
      inputs += [Float(sign: .plus, exponent: exponent, significand: 1.3), -exp2(Float(exponent))]
    }
    let values = agreement("SiLU") { silu(inputs, $0) }
    var worst = 0.0
    for (x, value) in zip(inputs, values) {
      let expected = reference(x, nil, nil, true)
      let error = (Double(value) - expected).magnitude
      // Above 88 the exponential stops growing, so that a huge x is divided by e^88 at least.
      if expected.magnitude < 1e-35 {
        #expect(error < max(1e-35, Double(x.magnitude) * 1e-38), "\(x): \(value)")
      } else {
        worst = max(worst, error / expected.magnitude)
      }
      #expect(value.isFinite && (value < 0) == (x < 0 && value != 0), "\(x): \(value)")
    }
    #expect(worst < 6 * 0x1p-24, "relative error \(worst)")
  }

  /// What is not a number stays visible, and its neighbours are not touched.
  @Test(arguments: InstructionSet.all)
  func notANumber(set: InstructionSet) {
    var inputs = [Float](repeating: 1, count: 33)
    inputs[20] = .nan
    let values = silu(inputs, set)
    #expect(values[20].isNaN)
    let count = values.count { $0.isNaN }
    #expect(count == 1)
  }
}
