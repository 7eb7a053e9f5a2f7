import Testing

struct ContractTests {
  static let pixels = Array(0...13) + [48]
  static let channels = [1, 3, 15, 16, 17, 33]

  /// Every number of pixels and channels; lanes, strides and gaps take turns.
  @Test(arguments: pixels, channels)
  func raggedSizes(pixels: Int, channels: Int) {
    var turn = pixels * 5 + channels
    for kernel in [1, 3] {
      for stride in [1, 2] {
        for width in Set([max(1, pixels), 5, 1]).sorted() {
          turn += 7
          check(
            ContractionCase(
              pixels: pixels, width: width, channels: channels, kernel: kernel, stride: stride,
              lanes: turn % 16 + 1, gap: turn % 3, hasResidual: turn % 2 == 0))
        }
      }
    }
  }

  @Test(arguments: 1...16)
  func lanes(lanes: Int) {
    for pixels in [1, 2, 3, 5, 6, 12, 13] {
      for gap in [0, 1, 16] {
        for hasResidual in [false, true] {
          check(
            ContractionCase(
              pixels: pixels, width: 4, channels: 3, kernel: 1, lanes: lanes, gap: gap,
              hasResidual: hasResidual))
        }
      }
    }
  }

  private func check(_ job: ContractionCase) {
    let values = agreement("\(job)", job.run)
    guard values.count == job.outCount else { return }
    for (index, value) in values.enumerated() {
      let (pixel, lane) = (index / job.outStride, index % job.outStride)
      guard lane < job.lanes else {
        #expect(value.bitPattern == untouched.bitPattern, "\(job): wrote to the gap at \(index)")
        continue
      }
      let (expected, magnitude) = job.reference(pixel: pixel, lane: lane)
      // What a chain of that many roundings may be off at most.
      let bound = magnitude * Double(job.kernel * job.kernel * job.channels + 2) * 0x1p-24
      let error = (Double(value) - expected).magnitude
      #expect(error <= bound, "\(job): pixel \(pixel), lane \(lane): \(value), not \(expected)")
    }
  }

  /// A row in one call or in several: the same bits.
  @Test(arguments: InstructionSet.all)
  func pixelsAreIndependent(set: InstructionSet) {
    for pieces in [[1, 47], [5, 1, 42], [12, 12, 12, 12], [13, 11, 7, 17], [48]] {
      let job = ContractionCase(
        pixels: 48, width: 48, channels: 17, kernel: 3, lanes: 15, gap: 1, hasResidual: true)
      let out = PageBuffer([Float](repeating: untouched, count: job.outCount))
      var column = 0
      for count in pieces {
        var piece = unsafe job.job(out: out.base, column: column, pixels: count)
        unsafe set.kernels.contract(&piece)
        column += count
      }
      #expect(out.values.map(\.bitPattern) == job.run(set).map(\.bitPattern), "\(pieces)")
    }
  }

  /// A picture in one call or row by row: the same bits.
  @Test(arguments: InstructionSet.all)
  func rowsAreIndependent(set: InstructionSet) {
    let job = ContractionCase(
      pixels: 7 * 9, width: 9, channels: 20, kernel: 3, stride: 2, hasResidual: true)
    let out = PageBuffer([Float](repeating: untouched, count: job.outCount))
    for (row, rows) in [(0, 1), (1, 3), (4, 2), (6, 1)] {
      var piece = unsafe job.job(out: out.base, row: row, pixels: rows * 9)
      unsafe set.kernels.contract(&piece)
    }
    #expect(out.values.map(\.bitPattern) == job.run(set).map(\.bitPattern))
  }

  /// A residual in the output's own place, as the plan lets them share it.
  @Test(arguments: InstructionSet.all)
  func residualInPlace(set: InstructionSet) {
    let job = ContractionCase(
      pixels: 31, width: 6, channels: 9, kernel: 1, lanes: 11, gap: 3, hasResidual: true)
    let expected = job.run(set)
    let out = PageBuffer(job.residual.values)
    var shared = unsafe job.job(out: out.base)
    unsafe shared.residual = UnsafePointer(out.base)
    unsafe set.kernels.contract(&shared)
    for index in expected.indices where index % job.outStride < job.lanes {
      #expect(out[index].bitPattern == expected[index].bitPattern)
    }
  }
}
