/// Half-precision numbers by their bits, exactly.
@inline(__always)
func widened(_ halves: SIMD16<UInt16>) -> SIMD16<Float> {
  let bits = SIMD16<UInt32>(truncatingIfNeeded: halves)
  let magnitude = (bits & SIMD16(repeating: 0x7FFF)) &<< 13
  // Exponent and fraction in place, the exponent too small by the difference of the biases, 112.
  let scaled =
    unsafe unsafeBitCast(magnitude, to: SIMD16<Float>.self)
    * SIMD16(repeating: Float(bitPattern: (127 + 112) << 23))
  var result = unsafe unsafeBitCast(scaled, to: SIMD16<UInt32>.self)
  // Infinities and NaN have the largest exponent in both formats.
  let special = magnitude .>= SIMD16(repeating: 0x7C00 << 13)
  result.replace(with: magnitude | SIMD16(repeating: 0x7F80_0000), where: special)
  result |= (bits & SIMD16(repeating: 0x8000)) &<< 16
  // All of these have 16 elements of 32 bits.
  return unsafe unsafeBitCast(result, to: SIMD16<Float>.self)
}

/// The largest magnitude that rounds to a finite half is below this.
let halfOverflow: Float = 65_520

/// The nearest halves of numbers whose magnitude is below `halfOverflow`, ties to even, by their bits.
@inline(__always)
func narrowed(_ numbers: SIMD16<Float>) -> SIMD16<UInt16> {
  // All of these have 16 elements of 32 bits.
  let bits = unsafe unsafeBitCast(numbers, to: SIMD16<UInt32>.self)
  let magnitude = bits & SIMD16(repeating: 0x7FFF_FFFF)
  let odd = (magnitude &>> 13) & SIMD16(repeating: 1)
  // Rounded at the last bit that stays; exponents differ by 112.
  var halves =
    ((magnitude &+ SIMD16(repeating: 0xFFF) &+ odd) &>> 13) &- SIMD16(repeating: 112 << 10)
  // Beside 0.5 a float's last bit is a subnormal half's: the addition rounds.
  let small = unsafe unsafeBitCast(magnitude, to: SIMD16<Float>.self) + SIMD16(repeating: 0.5)
  let subnormal =
    unsafe unsafeBitCast(small, to: SIMD16<UInt32>.self) &- SIMD16(repeating: Float(0.5).bitPattern)
  halves.replace(with: subnormal, where: magnitude .< SIMD16(repeating: 0x3880_0000))
  halves |= (bits &>> 16) & SIMD16(repeating: 0x8000)
  return SIMD16<UInt16>(truncatingIfNeeded: halves)
}
