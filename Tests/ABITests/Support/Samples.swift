/// Samples of random values about a mean, with naive sums in double precision to compare with.
struct Samples {
  let timesteps: [Int32]
  /// Values at one timestep.
  let size: Int
  let rows: [[Float]]

  init(_ count: Int, size: Int, timesteps: [Int32], seed: UInt64 = 1) {
    self.size = size
    self.timesteps = timesteps
    let total = size * timesteps.count
    let mean = normal(total, seed: seed, step: 1_000_000)
    let axes = (0..<3).map { normal(total, seed: seed, step: UInt32(2_000_000 + $0)) }
    rows = (0..<count).map { index in
      let noise = normal(total, seed: seed, step: UInt32(index))
      let weights = normal(3, seed: seed, step: UInt32(3_000_000 + index))
      return (0..<total).map { place in
        // A few strong directions over a mean that is larger than they are, and noise.
        3 * mean[place] + 2 * weights[0] * axes[0][place] + weights[1] * axes[1][place]
          + 0.5 * weights[2] * axes[2][place] + 0.01 * noise[place]
      }
    }
  }

  /// Statistics of some of the samples; a sample's id is its number.
  func statistics(
    _ kind: CStatisticsKind, _ range: Range<Int>? = nil, rank: Int = 0, joint: Bool = false,
    capacity: Int = 100
  ) throws -> TestStatistics {
    var info = TestStatistics.facts(kind.value, count: size, capacity: capacity, rank: rank)
    info.flags = joint ? 1 : 0
    let statistics = try TestStatistics(info, timesteps: timesteps)
    for index in range ?? rows.indices { try statistics.add(UInt64(index), rows[index], timesteps) }
    return statistics
  }

  func mean(_ range: Range<Int>? = nil) -> [Double] {
    let chosen = range ?? rows.indices
    return (0..<size * timesteps.count).map { place in
      chosen.reduce(0) { $0 + Double(rows[$1][place]) } / Double(chosen.count)
    }
  }

  /// Centred samples at one timestep, or at all.
  func centred(_ entry: Int?) -> [[Double]] {
    let mean = mean()
    let range = entry.map { $0 * size..<($0 + 1) * size } ?? 0..<size * timesteps.count
    return rows.map { row in range.map { Double(row[$0]) - mean[$0] } }
  }
}

func product(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
}
