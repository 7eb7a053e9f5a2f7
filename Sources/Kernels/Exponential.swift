import CKernels

/// e to the power of each lane, within 2 units in the last place; 0 below -87.3, e^88 above 88.
///
/// Ours, so that every instruction set has the same bits. Cody-Waite reduction x = n ln 2 + r, |r| <= ln 2 / 2, a
/// polynomial of degree 6 for e^r (minimax coefficients of Cephes' expf), and n added to the exponent.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
  boundedExponential(x).replacing(with: Lanes.zero, where: x .< Lanes(repeating: lowest))
}

private let lowest: Float = -87.3

/// The same, but e^-87.3 below -87.3: no different where 1 is added.
@inline(__always)
func boundedExponential(_ x: Lanes) -> Lanes {
  let highest = Lanes(repeating: 88)
  let lowest = Lanes(repeating: lowest)
  var clamped = x.replacing(with: highest, where: x .> highest)
  clamped.replace(with: lowest, where: clamped .< lowest)

  // Adding 1.5 * 2^23 rounds to an integer that then sits in the low bits.
  let magic = Lanes(repeating: 12_582_912)
  let shifted = hsp_multiply_add(clamped, Lanes(repeating: 1.442_695_04), magic)
  let n = shifted - magic
  var r = hsp_multiply_add(n, Lanes(repeating: -0.693_359_375), clamped)
  r = hsp_multiply_add(n, Lanes(repeating: 2.121_944_4e-4), r)

  var p = Lanes(repeating: 1.987_569_15e-4)
  p = hsp_multiply_add(p, r, Lanes(repeating: 1.398_199_95e-3))
  p = hsp_multiply_add(p, r, Lanes(repeating: 8.333_451_9e-3))
  p = hsp_multiply_add(p, r, Lanes(repeating: 4.166_579_6e-2))
  p = hsp_multiply_add(p, r, Lanes(repeating: 1.666_666_55e-1))
  p = hsp_multiply_add(p, r, Lanes(repeating: 5.000_000_1e-1))
  let power = hsp_multiply_add(p, r * r, Lanes(repeating: 1) + r)

  let exponent = bits(shifted) &<< SIMD16<Int32>(repeating: 23)
  let scaled = bits(power) &+ exponent
  return unsafe unsafeBitCast(scaled, to: Lanes.self)
}

/// The lanes' bits as integers.
@inline(__always)
private func bits(_ x: Lanes) -> SIMD16<Int32> {
  // Same size, every bit pattern is an integer.
  unsafe unsafeBitCast(x, to: SIMD16<Int32>.self)
}
