import Foundation

/// Which colors a picture has, and how much of each, wherever they lie.
package struct ColorDistribution {
  /// The values of L*, a* and b* (CIELAB, white D65), each in rising order.
  private let channels: [[Float]]

  package init(of picture: Picture) {
    var channels = [[Float]](repeating: [], count: 3)
    let pixels = picture.pixels
    for start in stride(from: 0, to: pixels.count, by: 3) {
      let color = Self.lab(pixels[start], pixels[start + 1], pixels[start + 2])
      for channel in 0..<3 { channels[channel].append(color[channel]) }
    }
    self.channels = channels.map { $0.sorted() }
  }

  /// The distance to the colors of a picture with as many pixels, in CIELAB's units.
  ///
  /// It is the mean of the channels' earth mover's distances: how far values have to move, on average. Each channel is
  /// compared for itself, so that colors with the same values, paired otherwise, are no distance apart.
  package func distance(to other: ColorDistribution) -> Double {
    let distances = zip(channels, other.channels).map { one, other in
      precondition(one.count == other.count)
      return zip(one, other).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) } / Double(one.count)
    }
    return distances.reduce(0, +) / 3
  }

  /// L*, a* and b* of an sRGB color (IEC 61966-2-1, CIE 15).
  private static func lab(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> SIMD3<Float> {
    let linear = SIMD3(self.linear[Int(red)], self.linear[Int(green)], self.linear[Int(blue)])
    // X, Y and Z, each in parts of white's.
    let x = compressed((linear * SIMD3(0.4124, 0.3576, 0.1805)).sum() / 0.9505)
    let y = compressed((linear * SIMD3(0.2126, 0.7152, 0.0722)).sum())
    let z = compressed((linear * SIMD3(0.0193, 0.1192, 0.9505)).sum() / 1.089)
    return SIMD3(116 * y - 16, 500 * (x - y), 200 * (y - z))
  }

  private static func compressed(_ value: Float) -> Float {
    value > 216.0 / 24389 ? cbrt(value) : (24389 / 27 * value + 16) / 116
  }

  /// The light of each byte.
  private static let linear: [Float] = (0..<256).map { byte in
    let value = Float(byte) / 255
    return value > 0.04045 ? pow((value + 0.055) / 1.055, 2.4) : value / 12.92
  }
}
