import CKernels

// The product that nearly all time of an int8 network goes into.
//
// A tile of pixels stays in registers while taps and pairs of channels run by: one vector with two weights for each of 16
// outputs against one broadcast pair of each pixel. Integer sums have no order, so cutting pixels into tiles is free.

/// Computes the sums of `job.pixels` pixels for one block of 16 outputs.
func multiply(_ job: UnsafePointer<hsp_product>) {
  let job = unsafe job.pointee
  var pixel = 0
  var walk = PixelWalk(
    job.first, width: job.width, pixelStride: job.pixel_stride, rowStride: job.row_stride)
  while pixel < job.pixels {
    let left = job.pixels - pixel
    if left >= mainTilePixels {
      multiplyTile(job, pixel, sources(job, &walk) as MainTile)
      pixel += mainTilePixels
    } else if left >= 4 {
      multiplyTile(job, pixel, sources(job, &walk) as InlineArray<4, _>)
      pixel += 4
    } else if left >= 2 {
      multiplyTile(job, pixel, sources(job, &walk) as InlineArray<2, _>)
      pixel += 2
    } else {
      multiplyTile(job, pixel, sources(job, &walk) as InlineArray<1, _>)
      pixel += 1
    }
  }
}

/// The first taps of the next pixels.
@inline(__always)
private func sources<let count: Int>(
  _ job: hsp_product, _ walk: inout PixelWalk
) -> InlineArray<count, QuantaSource> {
  // The caller promised these pixels.
  InlineArray { _ in unsafe QuantaSource(job.source + walk.next()) }
}

/// Computes as many pixels as there are sources and stores them from pixel `first` on.
@inline(__always)
private func multiplyTile<let count: Int>(
  _ job: hsp_product, _ first: Int, _ sources: InlineArray<count, QuantaSource>
) {
  var sums = InlineArray<count, Sums> { _ in .zero }
  var weights = unsafe QuantaSource(job.weights)
  // No trapping arithmetic inside: a trap's exit edge would keep the sums in memory.
  var tap = 0
  while tap != job.tap_count {
    var channel = unsafe job.taps[tap]
    let end = channel &+ job.pairs &* 2
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
  // A copy, so that the loop below may index memory while the sums above stay in registers.
  let results = InlineArray<count, Sums> { sums[$0] }
  for pixel in 0..<count {
    // The caller promised 16 sums for each pixel.
    unsafe UnsafeMutableRawPointer(job.sums + (first + pixel) * 16)
      .storeBytes(of: results[pixel], as: Sums.self)
  }
}
