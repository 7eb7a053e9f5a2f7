import CKernels
import Testing

/// Sums that become values, by themselves: what does not exist is not written.
struct FinishTests {
  private func check(_ job: FinishingCase) {
    _ = agreement("\(job)") { job.run($0).stored }
    let out = job.run(.best)
    let wrong = (0..<out.count).filter { index in
      job.expected(index).map { $0.bitPattern != out[index].bitPattern }
        ?? !out.isUntouched(index)
    }
    #expect(wrong.isEmpty, "\(job): \(wrong)")
  }

  /// A row of tiles that reaches beyond the picture: to the right, below, or both.
  @Test(arguments: [HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [1, 2, 5])
  func clipping(winograd: hsp_winograd, tiles: Int) {
    for rows in 1...2 {
      for columns in 1...tiles * (winograd == HSP_WIDE ? 4 : 2) {
        for (lanes, gap) in [(16, 0), (5, 0), (9, 3)] {
          check(
            FinishingCase(
              tiles: tiles, winograd: winograd, rows: rows, columns: columns, lanes: lanes,
              gap: gap))
        }
      }
    }
  }

  /// More columns than tiles: the others belong to the next call.
  @Test(arguments: [HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE])
  func onlyItsTiles(winograd: hsp_winograd) {
    let width = winograd == HSP_WIDE ? 4 : 2
    let whole = FinishingCase(
      tiles: 3, winograd: winograd, rows: 2, columns: 3 * width, lanes: 4)
    let out = whole.untouchedOut
    whole.run(.best, out, tiles: 1)
    let written = (0..<out.count).count { !out.isUntouched($0) }
    #expect(written == 2 * width * 4)
    whole.run(.best, out, first: 1, tiles: 2)
    #expect(out.stored == whole.run(.best).stored)
  }

  @Test(arguments: [0, 1, 2, 7], 1...16)
  func direct(pixels: Int, lanes: Int) {
    for columns in Set([0, pixels / 2, pixels]) {
      check(
        FinishingCase(
          tiles: pixels, winograd: HSP_DIRECT, rows: 1, columns: columns, lanes: lanes,
          gap: lanes % 3))
    }
  }

  @Test(arguments: [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE], [1, 7, 16])
  func formats(winograd: hsp_winograd, lanes: Int) {
    let rows = winograd == HSP_DIRECT ? 1 : 2
    for outFormat in Numbers.formats {
      for residualFormat in Numbers.formats {
        var job = FinishingCase(
          tiles: 4, winograd: winograd, rows: rows, columns: rows * 4 - 1, lanes: lanes, gap: 2)
        var random = Random(seed: 81)
        job.outFormat = outFormat
        check(job)
        job.residual = Numbers(random.values(job.outCount, scale: 50), residualFormat)
        check(job)
      }
    }
  }

  /// The residual in the output's own place, as the plan lets them share it.
  @Test(arguments: InstructionSet.all, [HSP_DIRECT, HSP_WINOGRAD, HSP_FOLDED, HSP_WIDE])
  func residualInPlace(set: InstructionSet, winograd: hsp_winograd) {
    let rows = winograd == HSP_DIRECT ? 1 : 2
    var job = FinishingCase(
      tiles: 3, winograd: winograd, rows: rows, columns: rows * 3, lanes: 11, gap: 1)
    var random = Random(seed: 82)
    let values = random.values(job.outCount)
    job.residual = Numbers(values, HSP_FORMAT_F32)
    let expected = job.run(set)
    let out = Numbers(values, HSP_FORMAT_F32)
    job.residual = out
    job.run(set, out)
    job.residual = nil
    for index in 0..<out.count where job.expected(index) != nil {
      #expect(out.stored[index] == expected.stored[index])
    }
  }
}
