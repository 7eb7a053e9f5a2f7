import CKernels

// The order in which products of bytes read their operands, of which each takes the room that it had. Never inlined: in the
// closures of the table, the vector operations would stay calls.

#if KERNELS_DOTPROD || KERNELS_I8MM
  /// Parts values into bytes: high ones of four channels, then low ones.
  @inline(never)
  func arrangeValues(_ values: UnsafeMutablePointer<Int16>, _ count: Int) {
    var index = 0
    while index < count {
      // The caller promised whole vectors.
      unsafe hsp_arrange_values(values + index)
      index &+= 16
    }
  }

  /// Parts weights into bytes, of which four inputs lie together: high ones of 16 outputs, if there are some, then low ones.
  @inline(never)
  func arrangeWeights(
    _ weights: UnsafeMutablePointer<Int16>, _ taps: Int, _ quads: Int, _ bytes: Int32
  ) {
    let (source, target) = unsafe (QuantaSource(weights), QuantaTarget(weights))
    for quad in 0..<(taps &* quads) {
      let pair = source.pairs(quad &* 64)
      let next = source.pairs(quad &* 64 &+ 32)
      let low = hsp_arrange_low(pair, next)
      if bytes == 1 {
        // Never beyond what was read.
        target.store(low, quad &* 32)
      } else {
        target.store(hsp_arrange_high(pair, next), quad &* 64)
        target.store(low, quad &* 64 &+ 32)
      }
    }
    #if KERNELS_I8MM
      if quads & 1 == 0 { joinOctets(source, target, taps &* quads / 2, Int(bytes)) }
    #endif
  }
#endif

#if KERNELS_I8MM
  /// Joins quads: each byte of eight inputs lies together.
  private func joinOctets(
    _ source: QuantaSource, _ target: QuantaTarget, _ octets: Int, _ bytes: Int
  ) {
    for octet in 0..<octets {
      let first = octet &* bytes &* 64
      let next = first &+ bytes &* 32
      // All is read before any of it is overwritten.
      let last = (bytes &- 1) &* 32
      let high = (source.pairs(first), source.pairs(next))
      let low = (source.pairs(first &+ last), source.pairs(next &+ last))
      target.store(hsp_first_octets(high.0, high.1), first)
      target.store(hsp_second_octets(high.0, high.1), first &+ 32)
      if bytes == 1 { continue }
      target.store(hsp_first_octets(low.0, low.1), first &+ 64)
      target.store(hsp_second_octets(low.0, low.1), first &+ 96)
    }
  }
#endif
