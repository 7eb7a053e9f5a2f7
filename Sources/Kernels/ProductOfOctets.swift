import CKernels

// Eight weights for each of two outputs against eight channels of each of two pixels: byte by byte, as products of quads. An
// odd number of quads takes those.

#if KERNELS_I8MM
  /// The sums of as many pixels as there are sources, of which neighbours make a pair.
  @inline(__always)
  func products<let count: Int>(
    _ job: hsp_product, _ sources: InlineArray<count, QuantaSource>
  ) -> InlineArray<count, Sums> {
    if job.quads & 1 == 1 { return productsOfQuads(job, sources) }
    if count > 1 { return productsOfOctets(job, sources) }
    // A single pixel is its own neighbour.
    let pair = productsOfOctets(job, [sources[0], sources[0]] as InlineArray<2, _>)
    return InlineArray { _ in pair[0] }
  }

  @inline(__always)
  private func productsOfOctets<let count: Int>(
    _ job: hsp_product, _ sources: InlineArray<count, QuantaSource>
  ) -> InlineArray<count, Sums> {
    // Of a pair: 8 outputs of both pixels, then the other 8.
    var sums = InlineArray<count, Sums> { _ in .zero }
    var weights = unsafe QuantaSource(job.weights)
    var byte: Int32 = 0
    repeat {
      add(job, weights, sources, to: &sums) { hsp_pixel_octets($0, $1, 0) }
      for pixel in 0..<count { sums[pixel] = hsp_times_256(sums[pixel]) }
      add(job, weights, sources, to: &sums) { hsp_pixel_octets($0, $1, 1) }
      weights = weights.advanced(64)
      byte &+= 1
    } while byte != job.weight_bytes
    return InlineArray { pixel in
      let (first, second) = (sums[pixel & ~1], sums[pixel | 1])
      return pixel & 1 == 0 ? hsp_first_pixel(first, second) : hsp_second_pixel(first, second)
    }
  }

  /// Adds the products of one byte of all weights and one of all values.
  @inline(__always)
  private func add<let count: Int>(
    _ job: hsp_product, _ weights: QuantaSource, _ sources: InlineArray<count, QuantaSource>,
    to sums: inout InlineArray<count, Sums>,
    _ octets: (SIMD16<Int8>, SIMD16<Int8>) -> SIMD16<Int8>
  ) {
    var weights = weights
    let step = Int(job.weight_bytes) &* 64
    // No trapping arithmetic inside: a trap's exit edge would keep the sums in memory.
    var tap = 0
    while tap != job.tap_count {
      var channel = unsafe job.taps[tap]
      let end = channel &+ job.quads &* 4
      repeat {
        addOctet(weights, sources, channel, to: &sums, octets)
        weights = weights.advanced(step)
        channel &+= 8
      } while channel != end
      tap &+= 1
    }
  }

  @inline(__always)
  func addOctet<let count: Int>(
    _ weights: QuantaSource, _ sources: InlineArray<count, QuantaSource>, _ channel: Int,
    to sums: inout InlineArray<count, Sums>,
    _ octets: (SIMD16<Int8>, SIMD16<Int8>) -> SIMD16<Int8>
  ) {
    let values = InlineArray<count, SIMD16<Int8>> { pixel in
      octets(sources[pixel & ~1].octet(channel), sources[pixel | 1].octet(channel))
    }
    for half in 0..<2 {
      let weight = weights.pairs(half &* 32)
      for pixel in 0..<count where pixel & 1 == half {
        sums[pixel] = hsp_multiply_octets(sums[pixel], values[pixel], weight)
      }
    }
  }
#endif
