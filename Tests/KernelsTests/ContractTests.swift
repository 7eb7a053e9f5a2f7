import CKernels
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

  /// Residual and output in each format, partial vectors and whole ones.
  @Test(arguments: [1, 7, 15, 16])
  func formats(lanes: Int) {
    for residualFormat in Numbers.formats {
      for outFormat in Numbers.formats {
        for (gap, hasResidual) in [(0, true), (3, true), (1, false)] {
          check(
            ContractionCase(
              pixels: 13, width: 5, channels: 3, kernel: 1, lanes: lanes, gap: gap,
              hasResidual: hasResidual, residualFormat: residualFormat, outFormat: outFormat))
        }
      }
    }
  }

  /// A half is the float that would have been stored, rounded once.
  @Test(arguments: InstructionSet.all)
  func halvesAreRoundedOnce(set: InstructionSet) {
    func run(_ format: hsp_format) -> Numbers {
      ContractionCase(
        pixels: 48, width: 48, channels: 5, kernel: 1, lanes: 11, gap: 0, hasResidual: true,
        outFormat: format
      ).run(set)
    }
    let expected = run(HSP_FORMAT_F32).values.map { UInt32(half($0)) }
    #expect(run(HSP_FORMAT_F16).stored == expected)
  }

  private func check(_ job: ContractionCase) {
    _ = agreement("\(job)") { job.run($0).stored }
    let out = job.run(.best)
    for index in 0..<out.count {
      let (pixel, lane) = (index / job.outStride, index % job.outStride)
      guard lane < job.lanes else {
        #expect(out.isUntouched(index), "\(job): wrote to the gap at \(index)")
        continue
      }
      let (expected, magnitude) = job.reference(pixel: pixel, lane: lane)
      // What a chain of that many roundings may be off at most, and the last one to a half.
      var bound = magnitude * Double(job.kernel * job.kernel * job.channels + 2) * 0x1p-24
      if out.isHalf { bound += expected.magnitude * 0x1p-11 + 0x1p-25 }
      let error = (Double(out[index]) - expected).magnitude
      #expect(error <= bound, "\(job): pixel \(pixel), lane \(lane): not \(expected)")
    }
  }

  /// A row in one call or in several: the same bits.
  @Test(arguments: InstructionSet.all)
  func pixelsAreIndependent(set: InstructionSet) {
    for pieces in [[1, 47], [5, 1, 42], [12, 12, 12, 12], [13, 11, 7, 17], [48]] {
      let job = ContractionCase(
        pixels: 48, width: 48, channels: 17, kernel: 3, lanes: 15, gap: 1, hasResidual: true)
      let out = job.untouchedOut
      var column = 0
      for count in pieces {
        var piece = job.job(out: out, column: column, pixels: count)
        unsafe set.kernels.contract(&piece)
        column += count
      }
      #expect(out.stored == job.run(set).stored, "\(pieces)")
    }
  }

  /// A picture in one call or row by row: the same bits.
  @Test(arguments: InstructionSet.all)
  func rowsAreIndependent(set: InstructionSet) {
    let job = ContractionCase(
      pixels: 7 * 9, width: 9, channels: 20, kernel: 3, stride: 2, hasResidual: true)
    let out = job.untouchedOut
    for (row, rows) in [(0, 1), (1, 3), (4, 2), (6, 1)] {
      var piece = job.job(out: out, row: row, pixels: rows * 9)
      unsafe set.kernels.contract(&piece)
    }
    #expect(out.stored == job.run(set).stored)
  }

  /// A residual in the output's own place, as the plan lets them share it.
  @Test(arguments: InstructionSet.all)
  func residualInPlace(set: InstructionSet) {
    for format in Numbers.formats {
      let job = ContractionCase(
        pixels: 31, width: 6, channels: 9, kernel: 1, lanes: 11, gap: 3, hasResidual: true,
        residualFormat: format, outFormat: format)
      let expected = job.run(set)
      let out = Numbers(job.residual.values, format)
      var shared = job.job(out: out)
      unsafe shared.residual = UnsafeRawPointer(out.pointer())
      unsafe set.kernels.contract(&shared)
      for index in 0..<expected.count where index % job.outStride < job.lanes {
        #expect(out.stored[index] == expected.stored[index])
      }
    }
  }
}
