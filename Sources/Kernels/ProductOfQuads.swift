import CKernels

// Four weights for each of 16 outputs against four channels of each pixel, a byte of all of them at a time:
//
//   256^2 W X + 256 (W x + w X) + w x    for weights 256 W + w and values 256 X + x
//
// One set of sums is multiplied by 256 on the way, so that a tile has as many pixels as with whole integers. All is exact
// modulo 2^32, and so is the sum where it fits.

#if KERNELS_DOTPROD
  /// The sums of as many pixels as there are sources.
  @inline(__always)
  func products<let count: Int>(
    _ job: hsp_product, _ sources: InlineArray<count, QuantaSource>
  ) -> InlineArray<count, Sums> { productsOfQuads(job, sources) }
#endif

#if KERNELS_DOTPROD || KERNELS_I8MM
  @inline(__always)
  func productsOfQuads<let count: Int>(
    _ job: hsp_product, _ sources: InlineArray<count, QuantaSource>
  ) -> InlineArray<count, Sums> {
    var sums = InlineArray<count, Sums> { _ in .zero }
    // The high bytes of the weights, if they have some, then the low ones.
    var weights = unsafe QuantaSource(job.weights)
    var byte: Int32 = 0
    repeat {
      add(job, weights, sources, to: &sums) { hsp_dot_bytes($0, $1, $2, 0) }
      for pixel in 0..<count { sums[pixel] = hsp_times_256(sums[pixel]) }
      add(job, weights, sources, to: &sums) { hsp_dot_bytes($0, $1, $2, 1) }
      weights = weights.advanced(32)
      byte &+= 1
    } while byte != job.weight_bytes
    // A copy, so that who indexes it in memory leaves the sums above in registers.
    return InlineArray { sums[$0] }
  }

  /// Adds the products of one byte of all weights and one of all values.
  @inline(__always)
  private func add<let count: Int>(
    _ job: hsp_product, _ weights: QuantaSource, _ sources: InlineArray<count, QuantaSource>,
    to sums: inout InlineArray<count, Sums>, _ dot: (Sums, SIMD8<Int8>, Pairs) -> Sums
  ) {
    var weights = weights
    let step = Int(job.weight_bytes) &* 32
    // No trapping arithmetic inside: a trap's exit edge would keep the sums in memory.
    var tap = 0
    while tap != job.tap_count {
      var channel = unsafe job.taps[tap]
      let end = channel &+ job.quads &* 4
      // There is a quad: a loop that may not run at all would cost NEON its registers.
      repeat {
        let weight = weights.pairs(0)
        for pixel in 0..<count {
          sums[pixel] = dot(sums[pixel], sources[pixel].bytes(channel), weight)
        }
        weights = weights.advanced(step)
        channel &+= 4
      } while channel != end
      tap &+= 1
    }
  }
#endif
