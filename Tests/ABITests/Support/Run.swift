import CHSpace

/// The options of a run in Swift's words; few steps, because tests want few.
struct Run {
  var flags: UInt32 = 0
  var convention = UInt32(HSP_STEPS_ASYRP.rawValue)
  var steps: Int32 = 4
  var t0: Int32 = -1
  var tEdit: Int32 = 400
  var tBoost: Int32 = 0
  var eta: Float = 0
  var seed: UInt64 = 0
  var structSize = unsafe UInt32(MemoryLayout<hsp_run_options>.size)
  /// Each returns what the C callback returns.
  var progress: ((hsp_step) -> Int32)?
  var hook: ((hsp_step, inout [Float]) -> Int32)?
  var noise: ((hsp_step, inout [Float]) -> Int32)?
  var code: ((hsp_step, Int, [Float]) -> Int32)?
  var etas: [Float]?
  var skip: Int32 = 0
  var variance = UInt32(HSP_VARIANCE_DDIM.rawValue)
  var chain = UInt32(HSP_CHAIN_POSTERIOR.rawValue)

  init(steps: Int32 = 4) { self.steps = steps }

  /// The run with something changed.
  func with(_ change: (inout Run) -> Void) -> Run {
    var run = self
    change(&run)
    return run
  }

  /// Lends the C struct, and what it points to, for one call.
  func withOptions(_ body: (UnsafePointer<hsp_run_options>) -> hsp_status) -> hsp_status {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    unsafe options.struct_size = structSize
    unsafe options.flags = flags
    unsafe options.convention = convention
    unsafe options.steps = steps
    unsafe options.t0 = t0
    unsafe options.t_edit = tEdit
    unsafe options.t_boost = tBoost
    unsafe options.eta = eta
    unsafe options.seed = seed
    unsafe options.skip = skip
    unsafe options.variance = variance
    unsafe options.chain = chain
    let callbacks = Callbacks(self)
    defer { withExtendedLifetime(callbacks) {} }
    let user = unsafe Unmanaged.passUnretained(callbacks).toOpaque()
    if progress != nil {
      unsafe options.progress = { unsafe Callbacks.from($0).run.progress!($1.pointee) }
      unsafe options.progress_user = unsafe user
    }
    if hook != nil {
      unsafe options.hook = { user, step, h, count in
        unsafe edit(h, count) { unsafe Callbacks.from(user).run.hook!(step.pointee, &$0) }
      }
      unsafe options.hook_user = unsafe user
    }
    if noise != nil {
      unsafe options.noise = { user, step, values, count in
        unsafe edit(values, count) { unsafe Callbacks.from(user).run.noise!(step.pointee, &$0) }
      }
      unsafe options.noise_user = unsafe user
    }
    if code != nil {
      unsafe options.code = { user, step, entry, values, count in
        // The library promises count values.
        let values = unsafe Array(UnsafeBufferPointer(start: values, count: count))
        return unsafe Callbacks.from(user).run.code!(step.pointee, Int(entry), values)
      }
      unsafe options.code_user = unsafe user
    }
    guard let etas else { return unsafe body(&options) }
    return unsafe etas.withUnsafeBufferPointer { etas in
      // They stay where they are until the call has returned.
      unsafe options.etas = etas.baseAddress
      unsafe options.eta_count = etas.count
      return unsafe body(&options)
    }
  }
}

/// Lends a callback's values as an array.
private func edit(
  _ values: UnsafeMutablePointer<Float>, _ count: Int, _ body: (inout [Float]) -> Int32
) -> Int32 {
  // The library promises count values.
  let buffer = unsafe UnsafeMutableBufferPointer(start: values, count: count)
  var copy = unsafe Array(buffer)
  let answer = body(&copy)
  _ = unsafe buffer.update(from: copy)
  return answer
}

/// What the callbacks' user pointers point to.
private final class Callbacks {
  let run: Run

  init(_ run: Run) { self.run = run }

  static func from(_ user: UnsafeMutableRawPointer?) -> Callbacks {
    // The object lives as long as the call that it was made for.
    unsafe Unmanaged<Callbacks>.fromOpaque(user!).takeUnretainedValue()
  }
}
