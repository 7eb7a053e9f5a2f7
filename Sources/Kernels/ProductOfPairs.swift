import CKernels

// One vector with two weights for each of 16 outputs against one broadcast pair of each pixel.

#if !KERNELS_DOTPROD && !KERNELS_I8MM
  /// The sums of as many pixels as there are sources.
  @inline(__always)
  func products<let count: Int>(
    _ job: hsp_product, _ sources: InlineArray<count, QuantaSource>
  ) -> InlineArray<count, Sums> {
    var sums = InlineArray<count, Sums> { _ in .zero }
    var weights = unsafe QuantaSource(job.weights)
    // No trapping arithmetic inside: a trap's exit edge would keep the sums in memory.
    var tap = 0
    while tap != job.tap_count {
      var channel = unsafe job.taps[tap]
      let end = channel &+ job.quads &* 4
      // There is a pair: a loop that may not run at all would cost NEON its registers.
      repeat {
        let weight = weights.pairs(0)
        for pixel in 0..<count {
          sums[pixel] = hsp_dot_pairs(sums[pixel], sources[pixel].pair(channel), weight)
        }
        weights = weights.advanced(32)
        channel &+= 2
      } while channel != end
      tap &+= 1
    }
    // A copy, so that who indexes it in memory leaves the sums above in registers.
    return InlineArray { sums[$0] }
  }
#endif
