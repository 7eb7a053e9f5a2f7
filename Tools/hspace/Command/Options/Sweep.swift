import ArgumentParser
import Foundation

/// Evenly spaced strengths, written as from:to:count.
struct Sweep: ExpressibleByArgument {
  let strengths: [Float]

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let from = Double(parts[0]), let to = Double(parts[1]),
      let count = Int(parts[2]), Float(from).isFinite, Float(to).isFinite, (1...64).contains(count)
    else { return nil }
    self.init(from, to, count: count)
  }

  init(_ from: Double, _ to: Double, count: Int) {
    strengths = (0..<count).map { index in
      count == 1 ? Float(from) : Float(from + (to - from) * Double(index) / Double(count - 1))
    }
  }

  var defaultValueDescription: String {
    "\(strengths.first ?? 0):\(strengths.last ?? 0):\(strengths.count)"
  }

  /// A strength for people, with its sign.
  static func label(_ strength: Float) -> String {
    strength == 0 ? "0" : String(format: "%+.3g", strength)
  }
}
