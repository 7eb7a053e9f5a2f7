import Execution

/// The coefficients of an interpolation: first a + second b.
package struct Mixing: Equatable {
  package let first: Double
  package let second: Double

  /// Between `count` values; the ends are exact.
  package init(
    _ kind: MixKind, amount: Double, count: Int, a: (Int) -> Float, b: (Int) -> Float
  ) {
    (first, second) =
      if amount == 0 || amount == 1 {
        (1 - amount, amount)
      } else {
        switch kind {
        case .linear: (1 - amount, amount)
        case .root: (max(0, 1 - amount).squareRoot(), max(0, amount).squareRoot())
        case .spherical:
          Mixing.arc(amount, Mixing.cosine(count, a, b))
        }
      }
  }

  /// Mixes two values; an end is exactly its value.
  package func callAsFunction(_ a: Float, _ b: Float) -> Float {
    if second == 0, first == 1 { return a }
    if first == 0, second == 1 { return b }
    return Float(first * Double(a) + second * Double(b))
  }

  private static func cosine(_ count: Int, _ a: (Int) -> Float, _ b: (Int) -> Float) -> Double {
    var (ab, aa, bb) = (0.0, 0.0, 0.0)
    for index in 0..<count {
      let (x, y) = (Double(a(index)), Double(b(index)))
      ab += x * y
      aa += x * x
      bb += y * y
    }
    return aa > 0 && bb > 0 ? ab / (aa.squareRoot() * bb.squareRoot()) : 1
  }

  /// Nearly parallel ones are interpolated linearly: their arc has no sine to divide by.
  private static func arc(_ amount: Double, _ cosine: Double) -> (Double, Double) {
    guard cosine.magnitude <= 0.9995 else { return (1 - amount, amount) }
    let angle = self.angle(cosine)
    let sine = Elementary.sin(angle)
    return (Elementary.sin((1 - amount) * angle) / sine, Elementary.sin(amount * angle) / sine)
  }

  /// The arc cosine: a polynomial (Abramowitz and Stegun, 4.4.45), and Newton's steps from there.
  private static func angle(_ cosine: Double) -> Double {
    let x = cosine.magnitude
    var angle =
      (1 - x).squareRoot()
      * (1.5707288 + x * (-0.2121144 + x * (0.0742610 - x * 0.0187293)))
    for _ in 0..<3 { angle += (Elementary.cos(angle) - x) / Elementary.sin(angle) }
    return cosine < 0 ? Double.pi - angle : angle
  }
}
