import CHSpace
import HSpaceLibrary
import Solvers
import Testing

/// Principal components of a sketch against those of the samples themselves.
struct SketchTests {
  private static let timesteps: [Int32] = [500, 0]
  private static let (size, count) = (40, 60)

  /// A few strong directions and some noise; the first is four times as strong as the third.
  private func sample(_ index: Int) -> [Float] {
    func normal(_ count: Int, _ step: Int) -> [Float] {
      var values = [Float](repeating: 0, count: count)
      // The array's own count is passed.
      unsafe hsp_noise(3, UInt32(step), &values, count)
      return values
    }
    let total = Self.size * Self.timesteps.count
    let axes = (0..<3).map { normal(total, 1000 + $0) }
    let (weights, noise) = (normal(3, 2000 + index), normal(total, index))
    return (0..<total).map { place in
      let strong = 4 * weights[0] * axes[0][place] + 2 * weights[1] * axes[1][place]
      return 5 + strong + weights[2] * axes[2][place] + 0.1 * noise[place]
    }
  }

  private func statistics(_ kind: hsp_statistics_kind, rank: UInt32) throws -> Statistics {
    var info = hsp_statistics_info()
    info.kind = kind.rawValue
    info.channels = UInt32(Self.size)
    info.height = 1
    info.width = 1
    info.value = HSP_VALUE_H.rawValue
    info.phase = HSP_PHASE_GENERATING.rawValue
    info.t0 = -1
    info.rank = rank
    info.seed = 11
    info.capacity = UInt64(Self.count)
    let statistics = try Statistics(info, timesteps: Self.timesteps)
    for index in 0..<Self.count {
      let values = sample(index)
      try statistics.begin(UInt64(index))
      for (entry, t) in Self.timesteps.enumerated() {
        try statistics.put(Array(values[entry * Self.size..<(entry + 1) * Self.size]), at: t)
      }
      try statistics.commit()
    }
    return statistics
  }

  @Test func asGoodAsTheSamples() throws {
    let rows = try statistics(HSP_STATISTICS_ROWS, rank: 0)
    let sketch = try statistics(HSP_STATISTICS_SKETCH, rank: 10)
    var found: [[PrincipalComponents]] = []
    for entry in Self.timesteps.indices {
      let (exact, near) = (try rows.matrices(entry), try sketch.matrices(entry))
      let pair = [
        try PrincipalComponents(gram: exact.gram, metric: nil, size: Self.count, limit: 3),
        try PrincipalComponents(gram: near.gram, metric: near.metric, size: 10, limit: 3),
      ]
      for (one, other) in zip(pair[0].eigenvalues, pair[1].eigenvalues) {
        #expect(abs(other / one - 1) < 0.01)
      }
      found.append(pair)
    }
    for component in 0..<3 {
      let exact = try rows.direction(found.flatMap { $0[0].coefficients[component] }, name: "e")
      let near = try sketch.direction(found.flatMap { $0[1].coefficients[component] }, name: "n")
      for entry in Self.timesteps.indices {
        let (one, other) = (try exact.entry(entry).values, try near.entry(entry).values)
        #expect(abs(product(one, one) - 1) < 1e-5 && abs(product(other, other) - 1) < 1e-5)
        #expect(abs(product(one, other)) > 0.999)
      }
    }
  }

  private func product(_ first: [Float], _ second: [Float]) -> Double {
    zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }
}
