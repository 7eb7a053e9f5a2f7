import CKernels

/// Widens half-precision values, 16 at a time, with integer operations that every instruction set has.
///
/// The exponent is moved to its place in a float and corrected by a multiplication with 2^112, which is exact for
/// normal and subnormal values alike. Infinities and NaNs, which a checked file does not hold, become finite.
func widen(_ source: UnsafePointer<UInt16>, _ out: UnsafeMutablePointer<Float>, _ count: Int) {
  let target = unsafe Target(out)
  let rebias = Lanes(repeating: 0x1p112)
  var index = 0
  while index < count {
    // count is a multiple of 16.
    let halves = unsafe UnsafeRawPointer(source + index).loadUnaligned(as: SIMD16<UInt16>.self)
    let bits = hsp_widen_u16(halves)
    let magnitude = (bits & SIMD16(repeating: 0x7fff)) &<< SIMD16(repeating: 13)
    let sign = (bits & SIMD16(repeating: 0x8000)) &<< SIMD16(repeating: 16)
    // Same sizes, every bit pattern is valid in both types.
    let value = unsafe unsafeBitCast(magnitude, to: Lanes.self) * rebias
    let signed = unsafe unsafeBitCast(value, to: SIMD16<UInt32>.self) | sign
    target.store(unsafe unsafeBitCast(signed, to: Lanes.self), index)
    index += 16
  }
}
