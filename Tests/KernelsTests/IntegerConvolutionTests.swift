import CKernels
import Testing

/// The integer kernels together, against a naive convolution: not one bit may differ.
struct IntegerConvolutionTests {
  private func check(
    _ job: IntegerCase, gap: Int = 0, _ change: (inout IntegerChain) -> Void = { _ in }
  ) {
    for set in InstructionSet.all {
      var chain = IntegerChain(job, set)
      chain.gap = gap
      change(&chain)
      let out = chain.run()
      var wrong: [Int] = []
      for index in 0..<out.count {
        let isRight =
          chain.expected(index).map { $0.bitPattern == out[index].bitPattern }
          ?? out.isUntouched(index)
        if !isRight { wrong.append(index) }
      }
      #expect(wrong.isEmpty, "\(set.name), \(job): \(wrong.count) of \(out.count)")
    }
  }

  private static let pictures = [
    (1, 1), (1, 2), (2, 1), (2, 2), (1, 5), (3, 3), (4, 5), (5, 4), (3, 14),
  ]

  @Test(arguments: [HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], 1...40)
  func threeByThree(winograd: hsp_winograd, channels: Int) {
    for (turn, (height, width)) in Self.pictures.enumerated() {
      let outputs = (channels + turn * 5) % 17 + 1
      check(
        IntegerCase(
          height: height, width: width, channels: channels, outputs: outputs, winograd: winograd),
        gap: turn % 3)
    }
  }

  /// Kernel size, stride and padding of products without a transform.
  @Test(arguments: [(1, 1, 0), (3, 1, 1), (3, 2, 1), (3, 2, 0), (5, 1, 2), (2, 2, 0), (7, 4, 3)])
  func direct(kernel: Int, stride: Int, padding: Int) {
    var outputs = kernel + stride
    for channels in [1, 2, 3, 4, 5, 15, 16, 17, 33, 40] {
      for (height, width) in [(1, 1), (4, 3), (5, 8), (2, 15)]
      where min(height, width) + 2 * padding >= kernel {
        outputs = outputs % 17 + 1
        check(
          IntegerCase(
            height: height, width: width, channels: channels, outputs: outputs, kernel: kernel,
            stride: stride, padding: padding, winograd: HSP_DIRECT))
      }
    }
  }

  /// Weights of 10 bits, in two parts.
  @Test(arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [1, 3, 4, 17, 40])
  func wideWeights(winograd: hsp_winograd, channels: Int) {
    check(
      IntegerCase(
        height: 5, width: 4, channels: channels, outputs: 17, winograd: winograd, largest: 508))
  }

  @Test(arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], 1...33)
  func outputs(winograd: hsp_winograd, outputs: Int) {
    check(
      IntegerCase(height: 3, width: 4, channels: 6, outputs: outputs, winograd: winograd),
      gap: outputs % 2)
  }

  /// All tiles at once or in several goes, which begin in the middle of rows.
  @Test(
    arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [1, 2, 5, 6, 7, 12, 13, 31, 1000])
  func chunks(winograd: hsp_winograd, chunk: Int) {
    let job = IntegerCase(height: 7, width: 9, channels: 5, outputs: 17, winograd: winograd)
    check(job) { $0.chunk = chunk }
    let strided = IntegerCase(
      height: 13, width: 11, channels: 3, outputs: 2, stride: 2, winograd: HSP_DIRECT)
    check(strided) { $0.chunk = chunk }
  }

  /// Residual and output in each format, partial vectors and whole ones.
  @Test(arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [3, 16, 21])
  func formats(winograd: hsp_winograd, outputs: Int) {
    let job = IntegerCase(height: 5, width: 3, channels: 7, outputs: outputs, winograd: winograd)
    for (residual, out) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
      for gap in [0, 2] {
        check(job, gap: gap) { chain in
          var random = Random(seed: 61)
          chain.outFormat = Numbers.formats[out]
          chain.residual = Numbers(
            random.values(chain.outCount, scale: 50), Numbers.formats[residual])
        }
      }
    }
    check(job, gap: 1) { $0.outFormat = HSP_FORMAT_F16 }
  }
}
