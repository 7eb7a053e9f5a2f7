/// Exponential, logarithm, sine and cosine of doubles, with the same bits on every platform.
///
/// The C library's functions differ between systems. These use additions, multiplications, divisions and
/// bit operations only, never contracted, and stay within 2 units in the last place.
package enum Elementary {
  /// ln 2 in two parts; the first has 32 bits, so that its product with an exponent is exact.
  private static var ln2: (high: Double, low: Double) { (0x1.62e42fee0p-1, 0x1.a39ef35793c76p-33) }
  /// Adding and subtracting this rounds to the nearest integer, ties to even (magnitudes below 2^51).
  private static var rounder: Double { 0x1.8p52 }

  /// Returns e^x; 0 and infinity where that is out of range.
  package static func exp(_ x: Double) -> Double {
    guard x == x else { return x }
    guard x < 709.8 else { return .infinity }
    guard x > -745.2 else { return 0 }
    let multiple = x * 0x1.71547652b82fep+0 + rounder
    let n = multiple - rounder
    // x = n ln 2 + high - low, and |high - low| <= ln 2 / 2.
    let high = x - n * ln2.high
    let low = n * ln2.low
    let r = high - low
    let error = (high - r) - low
    // e^r - 1 - r - r^2 / 2 by its Taylor series to r^13.
    var p = 1 / 6227020800.0
    p = p * r + 1 / 479001600.0
    p = p * r + 1 / 39916800.0
    p = p * r + 1 / 3628800.0
    p = p * r + 1 / 362880.0
    p = p * r + 1 / 40320.0
    p = p * r + 1 / 5040.0
    p = p * r + 1 / 720.0
    p = p * r + 1 / 120.0
    p = p * r + 1 / 24.0
    p = p * r + 1 / 6.0
    p = p * r + 0.5
    let mantissa = 1 + (r + (r * r * p + (error + error * r)))
    // In two halves, so that each power of two is a normal number and a subnormal result is rounded once.
    let exponent = Int(n)
    return mantissa * power(exponent >> 1) * power(exponent - (exponent >> 1))
  }

  /// Returns the natural logarithm: minus infinity at zero, NaN below it.
  package static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x < .infinity else { return x }
    let isSubnormal = x < .leastNormalMagnitude
    let bits = (isSubnormal ? x * 0x1p54 : x).bitPattern
    // x = 2^k m with m in sqrt(1/2) ..< sqrt(2).
    let shifted = bits &+ (0x3ff0_0000_0000_0000 &- 0x3fe6_a09e_667f_3bcd)
    let k = Double(Int(shifted >> 52) - 1023 - (isSubnormal ? 54 : 0))
    let m = Double(bitPattern: (shifted & 0x000f_ffff_ffff_ffff) &+ 0x3fe6_a09e_667f_3bcd)
    // log(1 + f) = 2 atanh(s) = f - f^2 / 2 + s (f^2 / 2 + tail), s = f / (2 + f).
    let f = m - 1
    let s = f / (2 + f)
    let z = s * s
    var tail = 2 / 23.0
    tail = tail * z + 2 / 21.0
    tail = tail * z + 2 / 19.0
    tail = tail * z + 2 / 17.0
    tail = tail * z + 2 / 15.0
    tail = tail * z + 2 / 13.0
    tail = tail * z + 2 / 11.0
    tail = tail * z + 2 / 9.0
    tail = tail * z + 2 / 7.0
    tail = tail * z + 2 / 5.0
    tail = tail * z + 2 / 3.0
    tail *= z
    let half = 0.5 * f * f
    return k * ln2.high - ((half - (s * (half + tail) + k * ln2.low)) - f)
  }

  /// Returns the sine of an angle of at most 2^20, NaN beyond.
  package static func sin(_ x: Double) -> Double { sinCos(x).sin }

  /// Returns the cosine of an angle of at most 2^20, NaN beyond.
  package static func cos(_ x: Double) -> Double { sinCos(x).cos }

  /// Returns sine and cosine of an angle of at most 2^20, NaN beyond.
  package static func sinCos(_ x: Double) -> (sin: Double, cos: Double) {
    guard x.magnitude <= 0x1p20 else { return (.nan, .nan) }
    let (quadrant, high, low) = reduce(x)
    let sine = sinKernel(high, low)
    let cosine = cosKernel(high, low)
    switch quadrant {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// Splits x = n pi / 2 + high + low into n modulo 4 and an angle of at most pi / 4 (Cody and Waite).
  private static func reduce(_ x: Double) -> (quadrant: UInt64, high: Double, low: Double) {
    let multiple = x * 0x1.45f306dc9c883p-1 + rounder
    let n = multiple - rounder
    guard n != 0 else { return (0, x, 0) }
    // Three parts of pi / 2 with 33 bits, whose products with n are exact, and the rest.
    let first = x - n * 0x1.921fb544p+0
    let second = sum(first, -n * 0x1.0b4611a6p-34)
    let third = sum(second.value, -n * 0x1.3198a2ep-69)
    let rest = (second.error + third.error) - n * 0x1.b839a252049c1p-104
    let angle = sum(third.value, rest)
    return (multiple.bitPattern & 3, angle.value, angle.error)
  }

  /// The rounded sum and what rounding lost (Knuth).
  private static func sum(_ a: Double, _ b: Double) -> (value: Double, error: Double) {
    let value = a + b
    let part = value - a
    return (value, (a - (value - part)) + (b - part))
  }

  /// The Taylor series of sin(r + low) to r^17, |r| <= pi / 4.
  private static func sinKernel(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    var p = 1 / 355687428096000.0
    p = p * z - 1 / 1307674368000.0
    p = p * z + 1 / 6227020800.0
    p = p * z - 1 / 39916800.0
    p = p * z + 1 / 362880.0
    p = p * z - 1 / 5040.0
    p = p * z + 1 / 120.0
    p = p * z - 1 / 6.0
    return r + (r * z * p + (low - low * (0.5 * z)))
  }

  /// The Taylor series of cos(r + low) to r^18, |r| <= pi / 4.
  private static func cosKernel(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    var p = -1 / 6402373705728000.0
    p = p * z + 1 / 20922789888000.0
    p = p * z - 1 / 87178291200.0
    p = p * z + 1 / 479001600.0
    p = p * z - 1 / 3628800.0
    p = p * z + 1 / 40320.0
    p = p * z - 1 / 720.0
    p = p * z + 1 / 24.0
    let half = 0.5 * z
    let head = 1 - half
    return head + (((1 - head) - half) + (z * z * p - r * low))
  }

  /// 2^n for the exponents of normal numbers.
  private static func power(_ n: Int) -> Double {
    Double(bitPattern: UInt64(truncatingIfNeeded: n + 1023) << 52)
  }
}
