import CKernels

/// Normalises, activates and rounds pixels to integers in one pass over the data.
func quantise(_ job: UnsafePointer<hsp_quantisation>) {
  let job = unsafe job.pointee
  let quantiser = PixelQuantiser(job)
  // Whole vectors of channels; no checks of sums that the caller's promise keeps small.
  let whole = job.channels & ~15
  for pixel in 0..<job.pixels {
    var channel = 0
    while channel < whole {
      quantiser.quantise(pixel, channel, count: 16)
      channel &+= 16
    }
    if whole < job.channels { quantiser.quantise(pixel, whole, count: job.channels &- whole) }
    channel = job.channels
    while channel < job.padded {
      let lanes = min(16, job.padded &- channel)
      quantiser.target.store(.zero, pixel &* job.out_stride &+ channel, count: lanes)
      channel &+= lanes
    }
  }
}

/// What happens to each value of a job.
private struct PixelQuantiser {
  let target: QuantaTarget
  private let source: Pixels
  private let factor: Lanes
  private let norm: (scale: Source, shift: Source)?
  private let isActivated: Bool
  private let outStride: Int

  @inline(always)
  init(_ job: hsp_quantisation) {
    target = unsafe QuantaTarget(job.out)
    source = Pixels(job.source)
    factor = Lanes(repeating: job.factor)
    if let scale = unsafe job.scale, let shift = unsafe job.shift {
      norm = unsafe (Source(scale), Source(shift))
    } else {
      norm = nil
    }
    isActivated = job.silu != 0
    outStride = job.out_stride
  }

  @inline(always)
  func quantise(_ pixel: Int, _ channel: Int, count: Int) {
    var value = source.lanes(pixel, channel, count: count)
    if let norm {
      value = hsp_multiply_add(
        value, norm.scale.lanes(channel, count: count), norm.shift.lanes(channel, count: count))
    }
    if isActivated { value = silu(value) }
    target.store(rounded(value, factor), pixel &* outStride &+ channel, count: count)
  }
}

/// The integer nearest to value x factor, ties to even.
///
/// Adding 1.5 * 2^23 leaves it in the low bits of the sum.
@inline(__always)
private func rounded(_ value: Lanes, _ factor: Lanes) -> Quanta {
  let shifted = hsp_multiply_add(value, factor, Lanes(repeating: 12_582_912))
  // Same size, every bit pattern is an integer.
  return hsp_narrow_i16(unsafe unsafeBitCast(shifted, to: Sums.self))
}

/// Packs pixels into 8-bit integers with one scale each.
func pack(_ job: UnsafePointer<hsp_packing>) {
  let job = unsafe job.pointee
  let source = Pixels(job.source)
  for pixel in 0..<job.pixels {
    let largest = peak(source, pixel, job.channels, 0)
    let factor = Lanes(repeating: largest > 0 ? 127 / largest : 0)
    // The caller promised a scale for each pixel and room for its channels.
    unsafe job.scales[pixel] = largest / 127
    let out = unsafe job.out + pixel * job.channels
    var channel = 0
    while channel < job.channels {
      let lanes = min(16, job.channels - channel)
      let value = source.lanes(pixel, channel, count: lanes)
      let shifted = hsp_multiply_add(value, factor, Lanes(repeating: 12_582_912))
      let bytes = hsp_narrow_i8(unsafe unsafeBitCast(shifted, to: Sums.self))
      if lanes == 16 {
        unsafe UnsafeMutableRawPointer(out + channel).storeBytes(of: bytes, as: SIMD16<Int8>.self)
      } else {
        for lane in 0..<lanes { unsafe out[channel + lane] = bytes[lane] }
      }
      channel += 16
    }
  }
}

/// The largest magnitude among pixels.
func peak(
  _ source: UnsafePointer<hsp_pixels>, _ pixels: Int, _ channels: Int, _ largest: Float
) -> Float {
  let source = unsafe Pixels(source.pointee)
  var result = largest
  for pixel in 0..<pixels { result = peak(source, pixel, channels, result) }
  return result
}

@inline(__always)
private func peak(_ source: Pixels, _ pixel: Int, _ channels: Int, _ largest: Float) -> Float {
  var lanes = Lanes(repeating: largest)
  var channel = 0
  while channel < channels {
    let value = source.lanes(pixel, channel, count: min(16, channels - channel))
    let negative = Lanes.zero - value
    lanes.replace(with: value, where: value .> lanes)
    lanes.replace(with: negative, where: negative .> lanes)
    channel += 16
  }
  var result = largest
  for lane in 0..<16 where lanes[lane] > result { result = lanes[lane] }
  return result
}
