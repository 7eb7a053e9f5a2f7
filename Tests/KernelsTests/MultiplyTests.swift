import CKernels
import Testing

/// The integer product by itself: tiles of pixels, rows, and sums that wrap around.
struct MultiplyTests {
  private func check(_ job: ProductCase) {
    let sums = agreement("\(job)") { job.run($0) }
    let expected = sums.indices.map {
      Int32(truncatingIfNeeded: job.reference($0 / 16, $0 % 16))
    }
    #expect(sums == expected, "\(job)")
    var wide = job
    wide.weightBytes = 2
    #expect(agreement("\(job), two bytes") { wide.run($0) } == expected, "\(job), two bytes")
  }

  /// Every remainder of the tiles of pixels that stay in registers.
  @Test(arguments: Array(0...25) + [47, 48, 49])
  func raggedSizes(pixels: Int) {
    for (quads, tapCount) in [(1, 1), (3, 1), (2, 9)] {
      for gap in [0, 4, 12] {
        check(
          ProductCase(
            pixels: pixels, width: max(1, pixels), quads: quads, tapCount: tapCount, gap: gap))
      }
    }
  }

  @Test(arguments: [0, 1, 4, 5, 6, 17], [1, 2, 5, 6, 100])
  func rows(first: Int, width: Int) {
    for pixels in [1, 2, 7, 14] {
      check(ProductCase(pixels: pixels, first: first, width: width, quads: 1, tapCount: 2, gap: 4))
    }
  }

  /// One endless row: planes of tiles have no width.
  @Test(arguments: [0, 1, 13])
  func endlessRow(first: Int) {
    check(ProductCase(pixels: 13, first: first, width: .max, quads: 4))
  }

  /// Sums beyond 32 bits wrap around on every instruction set: Winograd's planes rely on it.
  @Test func sumsWrapAround() {
    let job = ProductCase(pixels: 3, width: 3, quads: 130, tapCount: 2, limit: 1)
    for index in 0..<job.source.count { job.source[index] = index % 1039 == 0 ? -32639 : 32639 }
    for index in 0..<job.weights.count { job.weights[index] = index / 4 % 2 == 0 ? 127 : -127 }
    #expect(job.reference(0, 0) > Int(Int32.max) && job.reference(0, 1) < Int(Int32.min))
    check(job)
  }
}
