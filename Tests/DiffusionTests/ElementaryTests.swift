import Execution
import Foundation
import Testing

/// The C library's functions are within 1 unit in the last place: enough to judge a limit of 2.
@Suite struct ElementaryTests {
  private func distance(_ a: Double, _ b: Double) -> Double {
    a == b ? 0 : (a - b).magnitude / max(b.ulp, .leastNonzeroMagnitude)
  }

  @Test func exponential() {
    var worst = 0.0
    for step in -745_000...709_000 {
      let x = Double(step) * 1.000_7e-3
      worst = max(worst, distance(Elementary.exp(x), Foundation.exp(x)))
    }
    #expect(worst <= 2)
    #expect(Elementary.exp(0) == 1 && Elementary.exp(-0.0) == 1)
    #expect(Elementary.exp(1e-300) == 1)
    #expect(Elementary.exp(709.78) < .infinity && Elementary.exp(709.79) == .infinity)
    #expect(Elementary.exp(-745.13) == .leastNonzeroMagnitude && Elementary.exp(-745.14) == 0)
    #expect(Elementary.exp(.infinity) == .infinity && Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(.nan).isNaN)
  }

  @Test func logarithm() {
    var worst = 0.0
    for step in 1...500_000 {
      let near = 0.5 + Double(step) * 3e-6
      // Multiples of the golden ratio modulo 2^64 spread over all positive numbers.
      let far = Double(
        bitPattern: UInt64(step) &* 0x9e37_79b9_7f4a_7c15 % 0x7ff0_0000_0000_0000)
      for x in [near, far] where x > 0 {
        worst = max(worst, distance(Elementary.log(x), Foundation.log(x)))
      }
    }
    #expect(worst <= 2)
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.log(0) == -.infinity && Elementary.log(-0.0) == -.infinity)
    #expect(Elementary.log(-1).isNaN && Elementary.log(.nan).isNaN)
    #expect(Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log(.leastNonzeroMagnitude) == Foundation.log(.leastNonzeroMagnitude))
  }

  @Test(arguments: [1.0, 7, 1000, 1e6])
  func sineAndCosine(range: Double) {
    var worst = 0.0
    for step in -200_000...200_000 {
      let x = Double(step) * 5e-6 * range
      let (sine, cosine) = Elementary.sinCos(x)
      worst = max(worst, distance(sine, Foundation.sin(x)), distance(cosine, Foundation.cos(x)))
    }
    #expect(worst <= 2)
  }

  /// Next to multiples of pi / 2 nearly all bits of the angle cancel.
  @Test func sineNextToItsZeros() {
    var worst = 0.0
    for n in 1...600_000 {
      let x = Double(n) * (Double.pi / 2)
      worst = max(worst, distance(Elementary.sin(x), Foundation.sin(x)))
      worst = max(worst, distance(Elementary.cos(x), Foundation.cos(x)))
    }
    #expect(worst <= 2)
  }

  @Test func anglesAtTheEdges() {
    #expect(Elementary.sin(0) == 0 && Elementary.cos(0) == 1)
    #expect(Elementary.sin(1e-300) == 1e-300)
    #expect(Elementary.sin(-1e-300) == -1e-300)
    #expect(!Elementary.sin(0x1p20).isNaN && !Elementary.cos(-0x1p20).isNaN)
    for x in [Double.infinity, -.infinity, .nan, 0x1p21, -1e300] {
      #expect(Elementary.sin(x).isNaN && Elementary.cos(x).isNaN)
    }
  }

  /// Pinned so that the bits never change unnoticed.
  @Test func bits() {
    #expect(Elementary.exp(1).bitPattern == 0x4005_bf0a_8b14_5769)
    #expect(Elementary.log(10).bitPattern == 0x4002_6bb1_bbb5_5516)
    #expect(Elementary.sin(1000).bitPattern == 0x3fea_75cc_150a_206b)
    #expect(Elementary.cos(1e6).bitPattern == 0x3fed_f9df_9906_d32c)
  }
}
