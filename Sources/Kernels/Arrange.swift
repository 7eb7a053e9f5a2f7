import CKernels

// The order in which products of bytes read their operands, of which each takes the room that it had. Never inlined: in the
// closures of the table, the vector operations would stay calls.

#if KERNELS_DOTPROD
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
  func arrangeWeights(_ weights: UnsafeMutablePointer<Int16>, _ quads: Int, _ bytes: Int32) {
    let (source, target) = unsafe (QuantaSource(weights), QuantaTarget(weights))
    for quad in 0..<quads {
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
  }
#endif
