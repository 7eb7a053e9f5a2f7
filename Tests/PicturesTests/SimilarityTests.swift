import Pictures
import Testing

@Suite struct SimilarityTests {
  /// A picture of a formula.
  private func picture(_ width: Int, _ height: Int, _ value: (Int, Int, Int) -> Int) -> Picture {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 { pixels.append(UInt8(clamping: value(x, y, channel))) }
      }
    }
    guard let picture = Picture(width: width, height: height, pixels: pixels) else {
      preconditionFailure("as many pixels as the size says")
    }
    return picture
  }

  private func texture(_ width: Int, _ height: Int) -> Picture {
    picture(width, height) { x, y, channel in (x * 37 + y * 91 + channel * 50 + x * y * 7) % 256 }
  }

  /// Means, variances and covariance of every window, written down without separating rows from columns.
  private func naive(_ one: Picture, _ other: Picture) -> Double {
    var weights: [Double] = []
    for y in -5...5 {
      for x in -5...5 { weights.append(exponential(-Double(x * x + y * y) / 4.5)) }
    }
    let all = weights.reduce(0, +)
    var sum = 0.0
    var count = 0.0
    for channel in 0..<3 {
      for top in 0...one.height - 11 {
        for left in 0...one.width - 11 {
          var (a, b, aa, bb, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
          for index in weights.indices {
            let place = 3 * ((top + index / 11) * one.width + left + index % 11) + channel
            let (p, q, w) = (Double(one.pixels[place]), Double(other.pixels[place]), weights[index])
            a += w * p
            b += w * q
            aa += w * p * p
            bb += w * q * q
            ab += w * p * q
          }
          (a, b, aa, bb, ab) = (a / all, b / all, aa / all, bb / all, ab / all)
          let (c1, c2) = (6.5025, 58.5225)
          let luminance = (2 * a * b + c1) / (a * a + b * b + c1)
          let structure = (2 * (ab - a * b) + c2) / (aa - a * a + bb - b * b + c2)
          sum += luminance * structure
          count += 1
        }
      }
    }
    return sum / count
  }

  /// e^x by squaring: the library's own is not what is tested.
  private func exponential(_ x: Double) -> Double {
    var power = 1 + x / 1_048_576
    for _ in 0..<20 { power *= power }
    return power
  }

  @Test(arguments: [(11, 11), (12, 17), (31, 13)])
  func isTheFormula(_ size: (Int, Int)) {
    let one = texture(size.0, size.1)
    let other = picture(size.0, size.1) { x, y, channel in
      (Int(one.pixels[3 * (y * size.0 + x) + channel]) * 3 + x * 11) / 4
    }
    let found = one.ssim(to: other) ?? .nan
    #expect(abs(found - naive(one, other)) < 1e-5)
    #expect(found == other.ssim(to: one))
  }

  @Test func ends() {
    let one = texture(20, 14)
    #expect(abs((one.ssim(to: one) ?? 0) - 1) < 1e-12)
    let inverse = picture(20, 14) { x, y, channel in
      255 - Int(one.pixels[3 * (y * 20 + x) + channel])
    }
    #expect((one.ssim(to: inverse) ?? 1) < 0)
    #expect(one.ssim(to: texture(14, 20)) == nil)
    #expect(texture(10, 30).ssim(to: texture(10, 30)) == nil)
  }
}
