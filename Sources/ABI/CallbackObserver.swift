import CHSpace
import Container
import Diffusion

/// The caller's callbacks, as a run sees them.
@safe
struct CallbackObserver: RunObserver {
  let options: hsp_run_options

  init(_ options: hsp_run_options) { unsafe self.options = unsafe options }

  func finished(_ event: StepEvent) -> Bool {
    guard let progress = unsafe options.progress else { return true }
    var step = hsp_step(event)
    // The record outlives the call.
    return unsafe progress(options.progress_user, &step) == 0
  }

  var watchesH: Bool { unsafe options.hook != nil }

  func change(_ event: StepEvent, h: Slice<Float>) -> Bool? {
    guard let hook = unsafe options.hook else { return false }
    var step = hsp_step(event)
    // h has count floats; the record outlives the call.
    switch unsafe hook(options.hook_user, &step, h.pointer, h.count) {
    case HSP_HOOK_KEEP: return false
    case HSP_HOOK_CHANGE: return true
    default: return nil
    }
  }

  var suppliesNoise: Bool { unsafe options.noise != nil }

  func fill(_ event: StepEvent, noise: Slice<Float>) -> Bool {
    guard let callback = unsafe options.noise else { return false }
    var step = hsp_step(event)
    // The slice has count floats; the record outlives the call.
    return unsafe callback(options.noise_user, &step, noise.pointer, noise.count) == 0
  }

  func receive(_ event: StepEvent, entry: Int, _ values: Slice<Float>) -> Bool {
    guard let callback = unsafe options.code else { return true }
    var step = hsp_step(event)
    // The slice has count floats; the record outlives the call.
    return unsafe callback(
      options.code_user, &step, UInt32(entry), values.pointer, values.count) == 0
  }
}

extension hsp_step {
  init(_ event: StepEvent) {
    self.init()
    struct_size = UInt32(MemoryLayout<hsp_step>.size)
    phase = event.phase.rawValue
    step = UInt32(event.step)
    total = UInt32(event.total)
    t = Int32(event.t)
    t_next = Int32(event.next)
  }
}
