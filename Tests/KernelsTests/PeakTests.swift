import CKernels
import Testing

struct PeakTests {
  private func peak(_ source: Picture, atLeast: Float = 0, _ set: InstructionSet) -> Float {
    var job = source.job()
    return unsafe set.kernels.peak(&job, source.pixels, source.channels, atLeast)
  }

  @Test(arguments: [0, 1, 2, 5, 17], [1, 3, 15, 16, 17, 33])
  func raggedSizes(pixels: Int, channels: Int) {
    for format in Picture.formats {
      for stride in [channels, channels + 3, 0] {
        let source = Picture(
          format, pixels: pixels, channels: channels, stride: stride, scale: 3, seed: 41)
        let expected = source.values.reduce(0) { max($0, $1.magnitude) }
        #expect(agreement("\(source)") { [peak(source, $0)] } == [expected])
        #expect(agreement("\(source)") { [peak(source, atLeast: 2, $0)] } == [max(2, expected)])
      }
    }
  }

  /// It is found wherever it is, with either sign.
  @Test(arguments: InstructionSet.all, [Float(5), -5])
  func everyPlace(set: InstructionSet, value: Float) {
    for place in 0..<51 {
      var values = [Float](repeating: 1, count: 51)
      values[place] = value
      #expect(peak(Picture(values, channels: 17), set) == 5)
    }
  }

  @Test(arguments: InstructionSet.all)
  func infinities(set: InstructionSet) {
    #expect(peak(Picture([1, -.infinity, 2], channels: 3), set) == .infinity)
  }
}
