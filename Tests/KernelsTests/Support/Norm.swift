import CKernels

/// Scale and shift of each channel, or none of them, that end at forbidden pages.
@safe
struct Norm {
  let isUsed: Bool
  let scale: PageBuffer<Float>
  let shift: PageBuffer<Float>

  init(isUsed: Bool, channels: Int, magnitude: Float = 3) {
    self.isUsed = isUsed
    var random = Random(seed: UInt64(channels) + 77)
    scale = PageBuffer(random.values(channels, scale: magnitude))
    shift = PageBuffer(random.values(channels, scale: magnitude))
  }

  var scalePointer: UnsafePointer<Float>? { unsafe isUsed ? UnsafePointer(scale.base) : nil }
  var shiftPointer: UnsafePointer<Float>? { unsafe isUsed ? UnsafePointer(shift.base) : nil }
}

/// Conditioned pixels without gaps.
func condition(
  _ source: Picture, _ norm: Norm, silu: Bool, _ set: InstructionSet
) -> [Float] {
  let out = PageBuffer<Float>(count: source.pixels * source.channels)
  // Every buffer has the picture's pixels and channels.
  var job = unsafe hsp_conditioning(
    source: source.job(), out: out.base, out_stride: source.channels, pixels: source.pixels,
    channels: source.channels, scale: norm.scalePointer, shift: norm.shiftPointer,
    silu: silu ? 1 : 0)
  unsafe set.kernels.condition(&job)
  precondition(out.isIntact, "written in front of the output")
  return out.values
}
