import CHSpace

/// How to invert, edit or sample.
package struct Run {
  package var convention: Convention = .asyrp
  package var steps = 50
  /// Last timestep; -1: T - 1.
  package var t0 = -1
  package var tEdit = 400
  package var tBoost = 0
  package var eta: Float = 0
  /// eta of each step, in order, in place of `eta`.
  package var etas: [Float]?
  /// Steps that are left out, those at the largest timesteps.
  package var skip = 0
  package var variance: Variance = .ddim
  package var chain: Chain = .posterior
  /// A code's steps without noise carry what is left to add.
  package var keepsResidual = true
  package var noiseSeed: UInt64 = 0
  package var symmetric = false
  /// Comes after every step; false cancels.
  package var progress: ((hsp_step) -> Bool)?
  /// Comes with h of every step, between encoder and decoder, to read.
  package var readH: ((hsp_step, Span<Float>) -> Void)?
  /// Take h of every step, by a hook of their own.
  package var statistics: Statistics?
  /// Comes with the same, and returns what h becomes; nil leaves it.
  package var changeH: ((hsp_step, [Float]) -> [Float]?)?
  /// Fills a step's noise in place of the seed's; nil cancels.
  package var noise: ((hsp_step, Int) -> [Float]?)?
  /// Takes an entry of the code that an encoder makes, by number; false cancels.
  package var code: ((hsp_step, Int, [Float]) -> Bool)?

  package init() {}

  /// Calls with the options as the library takes them; the callbacks live as long.
  package func withOptions<Result>(_ body: (UnsafePointer<hsp_run_options>) -> Result) -> Result {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    unsafe options.flags =
      (symmetric ? HSP_RUN_SYMMETRIC : 0)
      | (keepsResidual ? 0 : HSP_RUN_NO_RESIDUAL)
    unsafe options.convention = convention.number
    unsafe options.steps = Int32(clamping: steps)
    unsafe options.skip = Int32(clamping: skip)
    unsafe options.t0 = Int32(clamping: t0)
    unsafe options.t_edit = Int32(clamping: tEdit)
    unsafe options.t_boost = Int32(clamping: tBoost)
    unsafe options.eta = eta
    unsafe options.seed = noiseSeed
    unsafe options.variance = variance.number
    unsafe options.chain = chain.number
    let callbacks = Callbacks(self)
    return withExtendedLifetime(callbacks) {
      unsafe callbacks.install(&options)
      guard let etas else { return unsafe body(&options) }
      return unsafe etas.withUnsafeBufferPointer { etas in
        // They stay where they are until the call has returned.
        unsafe options.etas = etas.baseAddress
        unsafe options.eta_count = etas.count
        return unsafe body(&options)
      }
    }
  }
}
