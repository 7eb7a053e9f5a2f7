import Foundation

extension Picture {
  /// Peak signal-to-noise ratio in decibels, infinite for equal pictures; nil when sizes differ.
  package func psnr(to other: Picture) -> Double? {
    guard width == other.width && height == other.height else { return nil }
    var sum = 0
    for (one, two) in zip(pixels, other.pixels) {
      let difference = Int(one) - Int(two)
      sum += difference * difference
    }
    return 10 * log10(255 * 255 * Double(pixels.count) / Double(sum))
  }
}
