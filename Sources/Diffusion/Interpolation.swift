import Container
import Execution

/// How to go from one point to another; raw values as `hsp_interpolation`.
package enum Interpolation: UInt32 {
  /// (1 - s) a + s b.
  case linear = 0
  /// sqrt(1 - s) a + sqrt(s) b, which keeps the variance of independent noises.
  case squareRoot = 1
  /// On the great circle, which keeps the norm of points of equal norm.
  case spherical = 2

  /// Beyond this cosine the great circle is a straight line, to rounding.
  private static var parallel: Double { 0.9995 }

  /// Fills the point at s, from 0 to 1; the ends are a and b bit for bit.
  package func fill(
    _ out: Slice<Float>, _ s: Double, from a: Slice<Float>, to b: Slice<Float>
  ) throws(DiffusionError) {
    guard s >= 0, s <= 1 else { throw DiffusionError(.interpolation, value: s) }
    try checkFinite(a)
    try checkFinite(b)
    let weights = weights(s, a, b)
    for index in 0..<out.count {
      // A product with zero would turn -0 into 0.
      if s == 0 {
        out[index] = a[index]
      } else if s == 1 {
        out[index] = b[index]
      } else {
        out[index] = Float(weights.a * Double(a[index]) + weights.b * Double(b[index]))
      }
    }
  }

  private func checkFinite(_ values: Slice<Float>) throws(DiffusionError) {
    guard let index = values.firstNotFinite else { return }
    throw DiffusionError(.notFinite, value: Double(values[index]))
  }

  private func weights(
    _ s: Double, _ a: Slice<Float>, _ b: Slice<Float>
  ) -> (a: Double, b: Double) {
    switch self {
    case .linear: return (1 - s, s)
    case .squareRoot: return ((1 - s).squareRoot(), s.squareRoot())
    case .spherical:
      let cosine = Self.cosine(a, b)
      // Points without length have no angle either.
      guard cosine.magnitude <= Self.parallel else { return (1 - s, s) }
      let angle = Self.arccosine(cosine)
      let sine = Elementary.sin(angle)
      return (Elementary.sin((1 - s) * angle) / sine, Elementary.sin(s * angle) / sine)
    }
  }

  private static func cosine(_ a: Slice<Float>, _ b: Slice<Float>) -> Double {
    var (product, first, second) = (0.0, 0.0, 0.0)
    for index in 0..<a.count {
      product += Double(a[index]) * Double(b[index])
      first += Double(a[index]) * Double(a[index])
      second += Double(b[index]) * Double(b[index])
    }
    guard first > 0, second > 0 else { return 1 }
    return product / (first.squareRoot() * second.squareRoot())
  }

  /// Of at most 0.9995 in magnitude, by Newton's method, with the same bits on every platform.
  private static func arccosine(_ x: Double) -> Double {
    let c = x.magnitude
    // Right of the root the cosine is concave: the steps come nearer from one side.
    var angle = Double.pi / 2 - c
    for _ in 0..<16 {
      let value = Elementary.sinCos(angle)
      angle += (value.cos - c) / value.sin
    }
    return x < 0 ? Double.pi - angle : angle
  }
}
