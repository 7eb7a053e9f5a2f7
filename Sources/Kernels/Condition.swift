import CKernels

/// Scales, shifts and activates pixels: the second half of group norm and SiLU in one pass over the data.
func condition(_ job: UnsafePointer<hsp_conditioning>) {
  let job = unsafe job.pointee
  let source = Pixels(job.source)
  let target = unsafe Target(job.out)
  for pixel in 0..<job.pixels {
    let to = target.advanced(pixel * job.out_stride)
    var channel = 0
    while channel < job.channels {
      let lanes = min(16, job.channels - channel)
      var value = source.lanes(pixel, channel, count: lanes)
      if let scale = unsafe job.scale, let shift = unsafe job.shift {
        let factor = unsafe Source(scale).lanes(channel, count: lanes)
        value = hsp_multiply_add(
          value, factor, unsafe Source(shift).lanes(channel, count: lanes))
      }
      if job.silu != 0 { value = silu(value) }
      to.store(value, channel, count: lanes)
      channel += 16
    }
  }
}

/// x / (1 + exp(-x)).
@inline(always)
func silu(_ x: Lanes) -> Lanes {
  x / (Lanes(repeating: 1) + boundedExponential(Lanes.zero - x))
}
