import Testing

@testable import Pictures

@Suite struct MultiScaleDistanceTests {
  private func noise(_ count: Int, _ seed: UInt64) -> [Float] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 23) - 1
    }
  }

  private func distance(
    _ a: [Float], _ b: [Float], _ channels: Int, _ height: Int, _ width: Int
  ) -> Double {
    MultiScaleDistance(from: a, channels: channels, height: height, width: width).distance(to: b)
  }

  @Test(arguments: [(1, 1, 1), (3, 8, 8), (3, 9, 16), (1, 33, 17), (4, 64, 31)])
  func extremes(_ channels: Int, _ height: Int, _ width: Int) {
    let a = noise(channels * height * width, 1)
    let zero = [Float](repeating: 0, count: a.count)
    #expect(distance(a, a, channels, height, width) == 0)
    #expect(distance(zero, zero, channels, height, width) == 0)
    #expect((distance(a, zero, channels, height, width) - 1).magnitude < 1e-12)
    #expect((distance(a, a.map { -$0 }, channels, height, width) - 1).magnitude < 1e-6)
  }

  /// The definition, written with explicit pixels for one channel.
  private func naive(_ a: [Float], _ b: [Float], _ side: Int) -> Double {
    var (first, second, size) = (a.map(Double.init), b.map(Double.init), side)
    var ratios: [Double] = []
    func norm(_ v: [Double]) -> Double { v.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    func ratio(_ x: [Double], _ y: [Double]) -> Double {
      norm(zip(x, y).map { $0 - $1 }) / (norm(x) + norm(y))
    }
    while size > 8 {
      func half(_ v: [Double]) -> [Double] {
        (0..<size / 2 * (size / 2)).map { index in
          let (y, x) = (index / (size / 2) * 2, index % (size / 2) * 2)
          return
            (v[y * size + x] + v[y * size + x + 1] + v[(y + 1) * size + x]
            + v[(y + 1) * size + x + 1]) / 4
        }
      }
      let (coarse, other) = (half(first), half(second))
      func band(_ v: [Double], _ low: [Double]) -> [Double] {
        v.indices.map { v[$0] - low[$0 / size / 2 * (size / 2) + $0 % size / 2] }
      }
      ratios.append(ratio(band(first, coarse), band(second, other)))
      (first, second, size) = (coarse, other, size / 2)
    }
    ratios.append(ratio(first, second))
    return ratios.reduce(0, +) / Double(ratios.count)
  }

  @Test(arguments: [8, 16, 32, 64])
  func isTheMeanOverBands(_ side: Int) {
    let (a, b) = (noise(side * side, 5), noise(side * side, 6))
    #expect((distance(a, b, 1, side, side) - naive(a, b, side)).magnitude < 1e-5)
  }

  @Test func growsWithNoise() {
    let a = noise(3 * 64 * 64, 2)
    let n = noise(a.count, 3)
    let distances = [0.01, 0.1, 0.5, 2, 10].map { (level: Float) in
      distance(a, zip(a, n).map { $0 + level * $1 }, 3, 64, 64)
    }
    #expect(zip(distances, distances.dropFirst()).allSatisfy { $0 < $1 })
  }
}
