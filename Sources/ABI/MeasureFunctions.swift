// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Diffusion
import Execution
import Program

@c @implementation
public func hsp_session_profile(_ session: OpaquePointer, _ enable: Int32) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let profile = try profile(of: engine)
    switch enable {
    case 0: profile.stop()
    case 1: profile.start()
    default:
      throw Failure(HSP_ERROR_ARGUMENT, "enable must be 0 or 1", value: Int64(enable))
    }
  }
}

@c @implementation
public func hsp_session_profile_read(
  _ session: OpaquePointer, _ entries: UnsafeMutablePointer<hsp_profile_entry>?,
  _ count: UnsafeMutablePointer<Int>
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let profile = try profile(of: engine)
    // A size_t beyond the largest Int arrives as a negative number.
    let room = unsafe Int(clamping: UInt(bitPattern: count.pointee))
    var needed = 0
    for index in 0..<StepProfile.count {
      let entry = profile.entry(index)
      guard entry.totals.steps > 0 else { continue }
      if let entries = unsafe entries, needed < room {
        unsafe entries[needed] = hsp_profile_entry(entry.kind, entry.isInteger, entry.totals)
      }
      needed += 1
    }
    unsafe count.pointee = needed
    guard unsafe entries == nil || needed <= room else {
      throw Failure(
        HSP_ERROR_ARGUMENT, "there is too little room for the profile", "entries: ",
        value: Int64(needed))
    }
  }
}

/// The profile that every session has.
private func profile(of engine: Engine) throws(Failure) -> StepProfile {
  guard let profile = engine.executor.profile else {
    throw Failure(HSP_ERROR_STATE, "the session has no profile")
  }
  return profile
}

extension hsp_profile_entry {
  init(_ kind: WorkKind, _ isInteger: Bool, _ totals: StepProfile.Totals) {
    let arithmetic = isInteger ? HSP_ARITHMETIC_INTEGER : HSP_ARITHMETIC_FLOAT
    // A literal lives for ever and is NUL-terminated.
    unsafe self.init(
      name: UnsafeRawPointer(kind.name.utf8Start).assumingMemoryBound(to: CChar.self),
      arithmetic: UInt32(arithmetic.rawValue), reserved: 0, steps: totals.steps,
      nanoseconds: totals.nanoseconds, multiply_adds: totals.multiplyAdds, bytes: totals.bytes)
  }
}

@c @implementation
public func hsp_peak(
  _ isa: UnsafePointer<CChar>?, _ arithmetic: hsp_arithmetic,
  _ multiply_adds_per_second: UnsafeMutablePointer<Double>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let limit: ArithmeticLimit
    switch arithmetic {
    case HSP_ARITHMETIC_FLOAT: limit = .floats
    case HSP_ARITHMETIC_INTEGER: limit = .integers
    default: throw .argument("this arithmetic is not known")
    }
    let kernels = try unsafe KernelChoice(isa)
    guard let rate = limit.measure(kernels.table) else {
      throw Failure(HSP_ERROR_UNSUPPORTED, "the system has no clock")
    }
    unsafe multiply_adds_per_second.pointee = rate
  }
}
