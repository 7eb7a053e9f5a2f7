import Foundation

extension Picture {
  /// Structural similarity, the mean over pixels and channels (Wang and others, 2004); nil when sizes differ or a side is
  /// below 11.
  ///
  /// Windows are gaussian, 11 x 11 with sigma 1.5, and lie inside the picture.
  package func ssim(to other: Picture) -> Double? {
    guard width == other.width, height == other.height, min(width, height) >= 11 else {
      return nil
    }
    let channels = (0..<3).map { channel in
      similarity(plane(channel), other.plane(channel))
    }
    return channels.reduce(0, +) / 3
  }

  private func plane(_ channel: Int) -> [Double] {
    (0..<width * height).map { Double(pixels[3 * $0 + channel]) }
  }

  private func similarity(_ a: [Double], _ b: [Double]) -> Double {
    let (meanA, meanB) = (smoothed(a), smoothed(b))
    let squareA = smoothed(a.map { $0 * $0 })
    let squareB = smoothed(b.map { $0 * $0 })
    let product = smoothed(zip(a, b).map { (x: Double, y: Double) -> Double in x * y })
    let (c1, c2): (Double, Double) = (2.55 * 2.55, 7.65 * 7.65)
    var sum = 0.0
    for index in meanA.indices {
      let (x, y) = (meanA[index], meanB[index])
      let (varianceX, varianceY) = (squareA[index] - x * x, squareB[index] - y * y)
      let covariance = product[index] - x * y
      sum +=
        (2 * x * y + c1) * (2 * covariance + c2)
        / ((x * x + y * y + c1) * (varianceX + varianceY + c2))
    }
    return sum / Double(meanA.count)
  }

  /// Gaussian means at every window inside the picture: rows, then columns.
  private func smoothed(_ values: [Double]) -> [Double] {
    let window = Self.window
    let columns = width - 10
    var rows = [Double](repeating: 0, count: columns * height)
    for y in 0..<height {
      for x in 0..<columns {
        var sum = 0.0
        for k in 0..<11 { sum += window[k] * values[y * width + x + k] }
        rows[y * columns + x] = sum
      }
    }
    return (0..<columns * (height - 10)).map { index in
      var sum = 0.0
      for k in 0..<11 { sum += window[k] * rows[index + k * columns] }
      return sum
    }
  }

  private static var window: [Double] {
    let weights = (-5...5).map { (k: Int) -> Double in exp(-Double(k * k) / 4.5) }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }
}
