import CKernels

// The product that nearly all time of an int8 network goes into.
//
// A tile of pixels stays in registers while taps and channels run by. Integer sums have no order, so cutting pixels into
// tiles is free.

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
  let results = products(job, sources)
  for pixel in 0..<count {
    // The caller promised 16 sums for each pixel.
    unsafe UnsafeMutableRawPointer(job.sums + (first + pixel) * 16)
      .storeBytes(of: results[pixel], as: Sums.self)
  }
}
