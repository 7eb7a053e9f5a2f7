import Conversion
import Foundation

extension ConversionReport {
  /// The weight error of every tensor that became int8, in lines for people.
  var errors: [String] {
    let width = quantised.map(\.name.count).max() ?? 0
    return quantised.map { tensor in
      "  " + tensor.name.padding(toLength: width, withPad: " ", startingAt: 0)
        + String(format: "  weight error %.3f %%", 100 * tensor.error)
    }
  }
}
