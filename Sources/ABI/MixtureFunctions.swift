// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

@c @implementation
public func hsp_interpolate(
  _ mix: hsp_mix, _ amount: Double, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
  _ out: UnsafeMutablePointer<Float>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let kind = try mixKind(UInt32(mix.rawValue), amount)
    guard count >= 0 else { throw .argument("count is negative") }
    // Both arrays have count floats; out is only written behind what was read.
    let mixing = Mixing(
      kind, amount: amount, count: count, a: { unsafe a[$0] }, b: { unsafe b[$0] })
    for index in 0..<count { unsafe out[index] = unsafe mixing(a[index], b[index]) }
  }
}

private func mixKind(_ mix: UInt32, _ amount: Double) throws(Failure) -> MixKind {
  guard let kind = MixKind(rawValue: mix) else {
    throw .argument("this way to interpolate is not known")
  }
  guard amount.isFinite, kind != .root || (amount >= 0 && amount <= 1) else {
    throw .argument("the amount of an interpolation is not finite, or outside 0 to 1")
  }
  return kind
}

/// A caller's mixture, checked.
private func mixture(_ given: UnsafePointer<hsp_mixture>) throws(Failure) -> CodeMixture {
  try unsafe checkSize(given.pointee.struct_size, of: hsp_mixture.self)
  let given = unsafe given.pointee
  guard let first = unsafe given.first, let second = unsafe given.second else {
    throw .argument("a mixture needs two codes")
  }
  let kind = try unsafe mixKind(given.mix, given.amount)
  guard unsafe given.first_entry <= given.end_entry else {
    throw .argument("a mixture's first entry lies behind its end")
  }
  let range = unsafe Int(clamping: given.first_entry)..<Int(clamping: given.end_entry)
  return try translatedResult { () throws(RunFault) in
    try unsafe CodeMixture(
      code(first).pointee.code, code(second).pointee.code, kind, amount: given.amount,
      range: range)
  }
}

@c @implementation
public func hsp_mixture_read(
  _ mixture: UnsafePointer<hsp_mixture>, _ entry: UInt32, _ values: UnsafeMutablePointer<Float>,
  _ count: Int, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let mixture = try unsafe ABI.mixture(mixture)
    guard Int(clamping: entry) <= mixture.entries else {
      throw .argument("the codes have no such entry")
    }
    guard count == mixture.valueCount else { throw .argument("count is not that of x") }
    mixture.fill(Int(entry), into: unsafe Slice(base: values, count: count))
  }
}

@c @implementation
public func hsp_mixture_noise(
  _ mixture: UnsafeMutableRawPointer?, _ step: UnsafePointer<hsp_step>,
  _ values: UnsafeMutablePointer<Float>, _ count: Int
) -> Int32 {
  guard let mixture = unsafe mixture else { return 1 }
  // An overflow of the last step would be entry 0.
  let (entry, overflows) = unsafe step.pointee.step.addingReportingOverflow(1)
  guard !overflows else { return 1 }
  let given = unsafe mixture.assumingMemoryBound(to: hsp_mixture.self)
  return unsafe hsp_mixture_read(given, entry, values, count, nil) == HSP_OK ? 0 : 1
}
