import CHSpace
import Foundation
import Testing

/// The encoder's formulas in double precision, written down a second time.
struct EncodeReference {
  /// alpha_bar at each step and behind it, and its t.
  let levels: [(alphaBar: Double, next: Double, t: Int32)]
  let start: [Float]
  private let one: EncodeTests.Case
  private let run: Run
  private let session: TestSession
  private let picture: [Float]

  init(_ one: EncodeTests.Case, _ session: TestSession, _ picture: [Float]) throws {
    (self.one, self.session, self.picture, run) = (one, session, picture, one.run)
    var alphaBar = [Double](repeating: 0, count: 1000)
    #expect(unsafe hsp_schedule(HSP_SCHEDULE_LINEAR, 1e-4, 0.02, &alphaBar, 1000) == HSP_OK)
    var times = [Int32](repeating: 0, count: Int(run.steps))
    var ends: Int32 = 0
    #expect(
      unsafe hsp_timesteps(run.convention, run.steps, -1, 1000, &times, &ends) == HSP_OK)
    times.removeLast(Int(run.skip))
    let end = ends != 0 ? alphaBar[0] : 1
    let all = times.enumerated().map { index, t in
      (alphaBar[Int(t)], index > 0 ? alphaBar[Int(times[index - 1])] : end, t)
    }
    levels = all.reversed()
    let level = levels[0].alphaBar
    if one.chain == HSP_CHAIN_UPWARD {
      var x = picture.map(Double.init)
      var before = 1.0
      for step in levels.reversed() {
        let noise = Self.noise(run.seed, UInt32(step.t), x.count)
        let ratio = step.alphaBar / before
        x = x.indices.map { ratio.squareRoot() * x[$0] + (1 - ratio).squareRoot() * noise[$0] }
        before = step.alphaBar
      }
      start = x.map(Float.init)
    } else {
      let noise = Self.noise(run.seed, 0xffff_ffff, picture.count)
      start = picture.indices.map {
        Float(level.squareRoot() * Double(picture[$0]) + (1 - level).squareRoot() * noise[$0])
      }
    }
  }

  private static func noise(_ seed: UInt64, _ step: UInt32, _ count: Int) -> [Double] {
    var values = [Float](repeating: 0, count: count)
    unsafe hsp_noise(seed, step, &values, count)
    return values.map(Double.init)
  }

  private func eta(_ step: Int) -> Double {
    one.variance != HSP_VARIANCE_DDIM ? 1 : Double(run.etas?[step] ?? run.eta)
  }

  private func small(_ step: Int) -> Double {
    let (a, b, _) = levels[step]
    return (1 - a / b) * (1 - b) / (1 - a)
  }

  /// Where the network's step leads, and its sigma for each value.
  func step(_ step: Int, x: [Float], eps: [Float]) throws -> ([Double], [Double]) {
    let (a, b, t) = levels[step]
    let variance = eta(step) * eta(step) * small(step)
    let mean = x.indices.map { index in
      let (x, e) = (Double(x[index]), Double(eps[index]))
      let predicted = (x - (1 - a).squareRoot() * e) / a.squareRoot()
      return b.squareRoot() * predicted + max(0, 1 - b - variance).squareRoot() * e
    }
    let beta = 1 - a / b
    let sigma: [Double]
    switch one.variance {
    case HSP_VARIANCE_FIXED_LARGE where b < 1:
      sigma = mean.map { _ in beta.squareRoot() }
    case HSP_VARIANCE_LEARNED where b < 1, HSP_VARIANCE_MODEL where b < 1:
      let oracle = try one.session()
      var tensors = [
        TestTensor("x", x, HSP_USE_INPUT), TestTensor("t", [Float(t)], HSP_USE_INPUT),
        TestTensor("sigma", [Float](repeating: 0, count: x.count), HSP_USE_OUTPUT),
      ]
      try oracle.evaluate(&tensors)
      sigma = tensors[2].values.map { v in
        let f = (Double(v) + 1) / 2
        return exp((f * log(beta) + (1 - f) * log(small(step))) / 2)
      }
    default: sigma = mean.map { _ in variance.squareRoot() }
    }
    return (mean, sigma)
  }

  /// The chain's next x.
  func next(_ step: Int, x: [Float]) -> [Double] {
    let (a, b, t) = levels[step]
    if step == levels.count - 1 { return picture.map(Double.init) }
    let noise = Self.noise(run.seed, UInt32(t), x.count)
    return x.indices.map { index in
      let (x, clean) = (Double(x[index]), Double(picture[index]))
      switch one.chain {
      case HSP_CHAIN_INDEPENDENT:
        return b.squareRoot() * clean + (1 - b).squareRoot() * noise[index]
      case HSP_CHAIN_UPWARD:
        return (x - (1 - a / b).squareRoot() * noise[index]) / (a / b).squareRoot()
      default:
        let variance = eta(step) * eta(step) * small(step)
        let e = (x - a.squareRoot() * clean) / (1 - a).squareRoot()
        return b.squareRoot() * clean + max(0, 1 - b - variance).squareRoot() * e
          + variance.squareRoot() * noise[index]
      }
    }
  }
}
