import Container
import Foundation
import Testing

@testable import Diffusion

@Suite struct NoiseTests {
  private func noise(_ count: Int, seed: UInt64 = 1, step: UInt32 = 0) -> [Float] {
    filled(count, Float.nan) { Noise.fill(seed: seed, step: step, into: $0) }
  }

  /// The known answers that Random123 publishes for philox4x32-10.
  @Test func philoxKnownAnswers() {
    let ones = UInt32.max
    #expect(
      Philox.words(.init(a: 0, b: 0, c: 0, d: 0), key: 0)
        == .init(a: 0x6627_e8d5, b: 0xe169_c58d, c: 0xbc57_ac4c, d: 0x9b00_dbd8))
    #expect(
      Philox.words(.init(a: ones, b: ones, c: ones, d: ones), key: .max)
        == .init(a: 0x408f_276d, b: 0x41c8_3b0e, c: 0xa20b_c7c6, d: 0x6d54_51fd))
    #expect(
      Philox.words(
        .init(a: 0x243f_6a88, b: 0x85a3_08d3, c: 0x1319_8a2e, d: 0x0370_7344),
        key: 0x299f_31d0_a409_3822)
        == .init(a: 0xd16c_fe09, b: 0x94fd_cceb, c: 0x5001_e420, d: 0x2412_6ea1))
  }

  @Test func momentsAreNormal() {
    let values = noise(200_000, seed: 42).map(Double.init)
    let count = Double(values.count)
    func moment(_ power: Int) -> Double {
      values.reduce(0) { $0 + pow($1, Double(power)) } / count
    }
    // Five standard errors each.
    #expect(moment(1).magnitude < 5 * (1 / count).squareRoot())
    #expect((moment(2) - 1).magnitude < 5 * (2 / count).squareRoot())
    #expect(moment(3).magnitude < 5 * (15 / count).squareRoot())
    #expect((moment(4) - 3).magnitude < 5 * (96 / count).squareRoot())
  }

  /// Kolmogorov and Smirnov's distance, for all values and for each lane of a block.
  @Test func distributionIsNormal() {
    let values = noise(100_000, seed: 7, step: 3).map(Double.init)
    let lanes = (0..<4).map { lane in stride(from: lane, to: values.count, by: 4).map { values[$0] }
    }
    for sample in [values] + lanes {
      let sorted = sample.sorted()
      let count = Double(sorted.count)
      let distance = sorted.enumerated().map { rank, value in
        let expected = 0.5 * erfc(-value / 2.0.squareRoot())
        return max(expected - Double(rank) / count, Double(rank + 1) / count - expected)
      }.max()!
      // Exceeded by chance once in 30 million.
      #expect(distance < 3 / count.squareRoot())
    }
  }

  @Test func streamsAreUncorrelated() {
    let count = 50_000
    let base = noise(count)
    let shifted = Array(noise(count + 1).dropFirst())
    let others = [noise(count, step: 1), noise(count, seed: 2), noise(count, seed: 1 << 32)]
    for other in others + [shifted] {
      let product = zip(base, other).reduce(0.0) { $0 + Double($1.0 * $1.1) } / Double(count)
      #expect(product.magnitude < 5 / Double(count).squareRoot())
    }
  }

  @Test(arguments: [0, 1, 2, 3, 4, 5, 7, 63, 64, 65])
  func valueDoesNotDependOnTheLength(count: Int) {
    #expect(noise(count, seed: 9, step: 5) == Array(noise(100, seed: 9, step: 5).prefix(count)))
  }

  /// Pinned so that the bits never change unnoticed: a seed means the same picture for ever.
  @Test func bits() {
    #expect(
      noise(5, seed: 0).map(\.bitPattern)
        == [0x3f7d_bb33, 0xbf6c_b6b0, 0xbf1e_1b9f, 0xbef6_d1b2, 0xbe1d_5357])
    #expect(
      noise(5, seed: 0x0123_4567_89ab_cdef, step: Noise.initialStep).map(\.bitPattern)
        == [0xbf27_addd, 0x3c83_0256, 0x3f91_b1ea, 0x3f5d_c7e9, 0xbf38_6c9e])
  }
}
