import Foundation

/// An axis of a plot: a range with ticks at round numbers.
struct PlotScale {
  let low: Double
  let high: Double
  /// Distance of two ticks: 1, 2 or 5 times a power of ten.
  let step: Double

  /// The range of the values, widened to whole steps.
  init(_ values: [Double], ticks: Int) {
    let least = values.min() ?? 0
    let most = max(values.max() ?? 1, least + max(1e-9, least.magnitude * 1e-6))
    let rough = (most - least) / Double(ticks)
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? 10 * power
    self.step = step
    low = (least / step).rounded(.down) * step
    high = (most / step - 1e-9).rounded(.up) * step
  }

  var ticks: [Double] {
    let count = Int(((high - low) / step).rounded())
    return (0...max(1, count)).map { low + Double($0) * step }
  }

  /// Where a value is, from 0 to 1.
  func place(_ value: Double) -> Double { (value - low) / (high - low) }

  /// A tick's number, with as many decimals as ticks differ in.
  func label(_ tick: Double) -> String {
    let decimals = max(0, Int((-log10(step) - 1e-9).rounded(.up)))
    let value = tick.magnitude < step / 2 ? 0 : tick
    return String(format: "%.\(min(9, decimals))f", value)
  }
}
