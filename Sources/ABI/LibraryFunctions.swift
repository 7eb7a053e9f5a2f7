// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import CPlatform
import Container
import Diffusion

@c @implementation
public func hsp_status_string(_ status: hsp_status) -> UnsafePointer<CChar> {
  let text: StaticString =
    switch status {
    case HSP_OK: "ok"
    case HSP_ERROR_ARGUMENT: "an argument is out of range"
    case HSP_ERROR_MEMORY: "not enough memory"
    case HSP_ERROR_IO: "a file could not be read or written"
    case HSP_ERROR_FORMAT: "not a valid .hsm file"
    case HSP_ERROR_CHECKSUM: "a checksum does not match"
    case HSP_ERROR_VERSION: "the file's version is not known"
    case HSP_ERROR_MISMATCH: "belongs to another model or size"
    case HSP_ERROR_UNSUPPORTED: "not possible here"
    case HSP_ERROR_CANCELLED: "cancelled"
    case HSP_ERROR_BUSY: "called back from a callback"
    case HSP_ERROR_STATE: "nothing to do this with"
    default: "unknown status"
    }
  return unsafe cString(text)
}

@c @implementation
public func hsp_version() -> UnsafePointer<CChar> { unsafe cString("0.1.0") }

@c @implementation
public func hsp_abi_version() -> UInt32 { UInt32(HSP_ABI_VERSION) }

/// A literal as a C string: literals are NUL-terminated and live for ever.
private func cString(_ text: StaticString) -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
}

@c @implementation
public func hsp_schedule(
  _ kind: hsp_schedule_kind, _ first: Double, _ last: Double,
  _ alpha_bar: UnsafeMutablePointer<Double>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    guard let kind = ScheduleKind(rawValue: UInt32(kind.rawValue)), kind.rawValue != 0, count >= 0
    else { throw .argument("this kind of schedule is not known") }
    do throws(DiffusionError) {
      try unsafe NoiseSchedule.fillAlphaBar(
        kind: kind, first: first, last: last, into: Slice(base: alpha_bar, count: count))
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
  }
}

@c @implementation
public func hsp_timesteps(
  _ convention: UInt32, _ steps: Int32, _ t0: Int32, _ T: Int32,
  _ timesteps: UnsafeMutablePointer<Int32>, _ ends_at_alpha_bar_0: UnsafeMutablePointer<Int32>?
) -> hsp_status {
  report(nil) { () throws(Failure) in
    guard let convention = StepConvention(rawValue: convention) else {
      throw .argument("this step convention is not known")
    }
    guard steps > 0 else { throw .argument("steps must be positive") }
    do throws(DiffusionError) {
      try unsafe Timesteps.fill(
        convention, t0: Int(t0), timesteps: Int(T),
        into: Slice(base: timesteps, count: Int(steps)))
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
    unsafe ends_at_alpha_bar_0?.pointee = convention.endsAtFirstAlphaBar ? 1 : 0
  }
}

@c @implementation
public func hsp_noise(
  _ seed: UInt64, _ step: UInt32, _ values: UnsafeMutablePointer<Float>, _ count: Int
) {
  let saved = hsp_fp_enter()
  // The caller promises count writable floats.
  Noise.fill(seed: seed, step: step, into: unsafe Slice(base: values, count: max(0, count)))
  hsp_fp_leave(saved)
}
