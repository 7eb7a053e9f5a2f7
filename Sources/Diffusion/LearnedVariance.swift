import Execution

/// A step's learned variance, between the posterior's and beta in the logarithm.
///
/// Nichol and Dhariwal (2021), equation 15.
package struct LearnedVariance: Equatable {
  /// log of the posterior's variance, at least log 1e-20.
  package let smallest: Double
  /// log beta.
  package let largest: Double

  package init(small: Double, large: Double) {
    smallest = Elementary.log(max(small, 1e-20))
    largest = Elementary.log(large)
  }

  /// Returns sigma where the network says v, which is trained to lie between -1 and 1.
  package func sigma(_ v: Float) -> Float {
    let fraction = (Double(v) + 1) / 2
    return Float(Elementary.exp((fraction * largest + (1 - fraction) * smallest) / 2))
  }
}
