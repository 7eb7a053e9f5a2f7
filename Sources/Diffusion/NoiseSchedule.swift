import Container
import Execution

/// Makes tables of alpha_bar, in double precision throughout.
package enum NoiseSchedule {
  /// The possible numbers of training timesteps.
  package static var timestepCounts: ClosedRange<Int> { 2...100_000 }
  private static var largestCosineBeta: Double { 0.999 }

  /// Fills alpha_bar for every timestep from the first and last beta, which a cosine schedule ignores.
  package static func fillAlphaBar(
    kind: ScheduleKind, first: Double, last: Double, into alphaBar: Slice<Double>
  ) throws(DiffusionError) {
    let count = alphaBar.count
    guard timestepCounts.contains(count) else {
      throw DiffusionError(.timestepCount, value: count)
    }
    guard kind != .table else { throw DiffusionError(.scheduleKind, value: kind.rawValue) }
    if kind != .cosine {
      guard first > 0, first < 1 else { throw DiffusionError(.betas, value: first) }
      guard last >= first, last < 1 else { throw DiffusionError(.betas, value: last) }
    }
    var product = 1.0
    for t in 0..<count {
      let previous = product
      product *= 1 - beta(t, of: count, kind: kind, first: first, last: last)
      // Betas too small or too many for doubles.
      guard product < previous, product > 0 else {
        throw DiffusionError(.alphaBar, value: product)
      }
      alphaBar[t] = product
    }
  }

  private static func beta(
    _ t: Int, of count: Int, kind: ScheduleKind, first: Double, last: Double
  ) -> Double {
    let position = Double(t) / Double(count - 1)
    switch kind {
    case .table: preconditionFailure("a table has no formula")
    case .linear:
      return first + (last - first) * position
    case .scaledLinear:
      let start = first.squareRoot()
      let root = start + (last.squareRoot() - start) * position
      return root * root
    case .cosine:
      let ratio = cosineAlphaBar(t + 1, of: count) / cosineAlphaBar(t, of: count)
      return ratio < 1 - largestCosineBeta ? largestCosineBeta : 1 - ratio
    }
  }

  /// The curve that Nichol and Dhariwal take betas from, at the fraction t / count.
  private static func cosineAlphaBar(_ t: Int, of count: Int) -> Double {
    let angle = (Double(t) / Double(count) + 0.008) / 1.008 * Double.pi / 2
    let cosine = Elementary.cos(angle)
    return cosine * cosine
  }
}
