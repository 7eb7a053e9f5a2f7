/// How S timesteps are placed in 0 ..< T; raw values as `hsp_steps`.
package enum StepConvention: UInt32, BitwiseCopyable {
  /// trunc(k / (S - 1) t0 + 1e-6), both ends included.
  case asyrp = 0
  /// BoundaryDiffusion: trunc(k / (S - 1) t0).
  case boundary = 1
  /// The diffusers library's "leading" spacing: k (T div S).
  case leading = 2
  /// Latent diffusion: 1 + k (T div S).
  case compVis = 3
  /// CycleDiffusion on pixels: k (t0 + 1) / S where that is a whole number, or else as `boundary`.
  case cycle = 4
  /// Haas et al.: times as `leading`, and an inversion of S evaluations.
  case haas = 5

  /// Whether alpha_bar after the last step down is alpha_bar_0 instead of 1.
  package var endsAtFirstAlphaBar: Bool { self == .compVis }

  /// Whether an inversion also evaluates at its last timestep, from where it jumps beyond all of them.
  package var invertsBeyondLastStep: Bool { self == .haas }

  /// Where the last evaluation of an inversion by `haas` jumps to, as published: at most T - 2.
  package func timestepBeyond(_ t: Int, steps: Int, timesteps: Int) -> Int {
    min(timesteps - 2, t + timesteps / steps)
  }
}
