import Foundation
import Pictures

/// The bundled model, its pictures, and what PyTorch makes of them with the same weights.
enum Toon64 {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static var model: String { path("Models/toon64.hsm") }
  static let steps: Int32 = 50

  /// All 12 with HSPACE_TEST_ALL=1, else 2: a debug build is slow.
  static var pictures: Range<Int> {
    ProcessInfo.processInfo.environment["HSPACE_TEST_ALL"] == "1" ? 0..<12 : 0..<2
  }

  static func picture(_ index: Int) throws -> Picture {
    try Picture(png: path("Models/pictures/\(30000 + index).png"))
  }

  static func expected(_ name: String) -> NumpyArray? {
    NumpyArray(path: path("Tests/Fixtures/toon64/\(name).npy"))
  }

  private static func path(_ relative: String) -> String {
    root.appending(path: relative).path(percentEncoded: false)
  }
}

/// Peak signal-to-noise ratio in decibels of values in -1 ...
///
/// 1.
func psnr(_ actual: [Float], _ expected: ArraySlice<Float>) -> Double {
  guard actual.count == expected.count else { return -.infinity }
  let squares = zip(actual, expected).reduce(0.0) { sum, pair in
    let difference = Double(pair.0) - Double(pair.1)
    return sum + difference * difference
  }
  return 10 * log10(4 / (squares / Double(actual.count)))
}

/// The largest difference over the standard deviation of what is expected.
func deviation(_ actual: [Float], _ expected: ArraySlice<Float>) -> Double {
  guard actual.count == expected.count else { return .infinity }
  let count = Double(expected.count)
  let mean = expected.reduce(0) { $0 + Double($1) } / count
  let variance = expected.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count
  let worst = zip(actual, expected).reduce(0.0) { worst, pair in
    let difference = (Double(pair.0) - Double(pair.1)).magnitude
    return difference.isFinite ? max(worst, difference) : .infinity
  }
  return worst / variance.squareRoot()
}
