import CKernels

// The product that nearly all time goes into: convolutions, linear layers.
//
// A tile of pixels stays in registers while taps and channels run by, one vector of 16 weights against one broadcast
// value of each pixel. Each output is one chain of fused multiply-adds from `start`, taps outside, channels inside:
// how pixels are cut into tiles, rows or threads can't change a bit.

/// Computes `job.pixels` pixels of one block of 16 outputs.
func contract(_ job: UnsafePointer<hsp_contraction>) {
  let job = unsafe job.pointee
  var pixel = 0
  var walk = PixelWalk(
    0, width: job.width, pixelStride: job.pixel_stride, rowStride: job.row_stride)
  while pixel < job.pixels {
    let left = job.pixels - pixel
    if left >= mainTilePixels {
      contractTile(job, pixel, sources(job, &walk) as MainTile)
      pixel += mainTilePixels
    } else if left >= 4 {
      contractTile(job, pixel, sources(job, &walk) as InlineArray<4, _>)
      pixel += 4
    } else if left >= 2 {
      contractTile(job, pixel, sources(job, &walk) as InlineArray<2, _>)
      pixel += 2
    } else {
      contractTile(job, pixel, sources(job, &walk) as InlineArray<1, _>)
      pixel += 1
    }
  }
}

/// The first taps of the next pixels.
@inline(__always)
private func sources<let count: Int>(
  _ job: hsp_contraction, _ walk: inout PixelWalk
) -> InlineArray<count, Source> {
  // The caller promised these pixels.
  InlineArray { _ in unsafe Source(job.source + walk.next()) }
}

/// Computes as many pixels as there are sources and stores them from pixel `first` on.
@inline(__always)
private func contractTile<let count: Int>(
  _ job: hsp_contraction, _ first: Int, _ sources: InlineArray<count, Source>
) {
  let start = unsafe Source(job.start).lanes(0)
  var sums = InlineArray<count, Lanes>(repeating: start)
  var weights = unsafe Source(job.weights)
  // No trapping arithmetic inside: a trap's exit edge would keep the sums in memory.
  var tap = 0
  while tap != job.tap_count {
    var channel = unsafe job.taps[tap]
    let end = channel &+ job.channels
    while channel != end {
      let weight = weights.lanes(0)
      for pixel in 0..<count {
        sums[pixel] = hsp_multiply_add(
          Lanes(repeating: sources[pixel][channel]), weight, sums[pixel])
      }
      weights = weights.advanced(16)
      channel &+= 1
    }
    tap &+= 1
  }
  // A copy, so that the loop below may index memory while the sums above stay in registers.
  let results = InlineArray<count, Lanes> { sums[$0] }
  for pixel in 0..<count {
    store(results[pixel], job, first + pixel)
  }
}

/// Adds the residual, if any, and stores the lanes that exist.
@inline(__always)
private func store(_ sums: Lanes, _ job: hsp_contraction, _ pixel: Int) {
  var result = sums
  if let residual = unsafe job.residual {
    // Only read.
    result += unsafe Values(
      UnsafeMutableRawPointer(mutating: residual), format: job.residual_format
    ).lanes(pixel * job.residual_stride, count: job.lanes)
  }
  unsafe Values(job.out, format: job.out_format)
    .store(result, pixel * job.out_stride, count: job.lanes)
}
