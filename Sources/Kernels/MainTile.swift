#if KERNELS_AVX512
  /// Pixels in the main tile: 12 accumulators of one register each hide the latency of the multiply-add.
  typealias MainTile<Element> = InlineArray<12, Element>
  let mainTilePixels = 12
#else
  /// Pixels in the main tile: 12 AVX2 registers, 24 NEON registers of accumulators.
  typealias MainTile<Element> = InlineArray<6, Element>
  let mainTilePixels = 6
#endif
