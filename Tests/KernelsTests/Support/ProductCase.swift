import CKernels

/// Numbers of a product of rows of pixels, in memory of the smallest size.
struct ProductCase: CustomStringConvertible {
  let pixels: Int
  let first: Int
  let width: Int
  let quads: Int
  let tapCount: Int
  /// Weights take no more than one byte: two hold them too.
  var weightBytes: Int32 = 1
  let source: PageBuffer<Int16>
  let taps: PageBuffer<Int>
  let weights: PageBuffer<Int8>
  /// Values between pixels and between rows.
  let pixelStride: Int
  let rowStride: Int

  var description: String {
    "\(pixels) pixels from \(first) on, width \(width), \(quads) quads, \(tapCount) taps"
  }

  init(
    pixels: Int, first: Int = 0, width: Int, quads: Int, tapCount: Int = 1, gap: Int = 0,
    limit: Int = 4000
  ) {
    self.pixels = pixels
    self.first = first
    self.width = width
    self.quads = quads
    self.tapCount = tapCount
    let pixelStride = quads * 4 + gap
    self.pixelStride = pixelStride
    // Rows of a picture that is wider than what is read of it.
    rowStride = min(width, first + pixels) * pixelStride + 3 * gap
    var random = Random(seed: UInt64(pixels * 100 + first * 10 + quads))
    // Overlapping taps in any order, none before the first.
    taps = PageBuffer((0..<tapCount).map { (tapCount - 1 - $0) * pixelStride })
    let last = max(0, first + pixels - 1)
    let reach = last / width * rowStride + min(width - 1, last) * pixelStride
    source = PageBuffer(
      (0..<reach + tapCount * pixelStride).map { _ in
        Int16(random.below(2 * limit + 1) - limit)
      })
    weights = PageBuffer(
      (0..<tapCount * quads * 64).map { _ in Int8(random.below(255) - 127) })
  }

  func run(_ set: InstructionSet) -> [Int32] {
    let values = source.values
    let ordered = PageBuffer(values + [Int16](repeating: 0, count: -values.count & 15))
    set.arrange(ordered)
    let panel = PageBuffer<Int16>(count: tapCount * quads * 64)
    var expansion = unsafe hsp_expansion(
      weights: weights.base, taps: tapCount, quads: quads, parts: 1, out: panel.base,
      winograd: Int32(bitPattern: HSP_DIRECT.rawValue))
    unsafe set.kernels.expand(&expansion)
    set.arrange(weights: panel, quads: quads, bytes: weightBytes)
    let sums = PageBuffer<Int32>(count: pixels * 16)
    var job = unsafe hsp_product(
      source: ordered.base, taps: taps.base, tap_count: tapCount, quads: quads,
      first: first, pixels: pixels, width: width, pixel_stride: pixelStride,
      row_stride: rowStride, weights: panel.base, weight_bytes: weightBytes, sums: sums.base)
    unsafe set.kernels.multiply(&job)
    precondition(panel.isIntact && sums.isIntact, "written in front of a buffer")
    return sums.values
  }

  func reference(_ pixel: Int, _ lane: Int) -> Int {
    let place = first + pixel
    let from = place / width * rowStride + place % width * pixelStride
    var sum = 0
    for tap in 0..<tapCount {
      for channel in 0..<quads * 4 {
        let weight = weights[((tap * quads + channel / 4) * 16 + lane) * 4 + channel % 4]
        sum += Int(source[from + taps[tap] + channel]) * Int(weight)
      }
    }
    return sum
  }
}
