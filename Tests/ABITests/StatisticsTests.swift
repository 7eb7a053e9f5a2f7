import CHSpace
import Testing

/// Statistics against naive sums, alone and merged.
struct StatisticsTests {
  private static let timesteps: [Int32] = [700, 300, 0]

  @Test(arguments: [1, 2, 5], [1, 7, 8, 37])
  func means(_ count: Int, _ size: Int) throws {
    let samples = Samples(count, size: size, timesteps: Self.timesteps)
    for kind in CStatisticsKind.allCases {
      let statistics = try samples.statistics(kind, rank: kind.rank)
      let expected = samples.mean()
      for entry in 0..<3 {
        let mean = try statistics.mean(UInt32(entry), count: size)
        for (place, value) in mean.enumerated() {
          #expect(abs(value - expected[entry * size + place]) < 1e-12)
        }
      }
    }
  }

  @Test(arguments: [1, 7, 8, 37])
  func innerProductsOfCentredSamples(_ size: Int) throws {
    let samples = Samples(6, size: size, timesteps: Self.timesteps)
    let statistics = try samples.statistics(.rows)
    for entry in 0..<3 {
      let (gram, metric) = try statistics.matrices(UInt32(entry), size: 6)
      let rows = samples.centred(entry)
      for first in 0..<6 {
        for second in 0..<6 {
          let expected = product(rows[first], rows[second])
          #expect(abs(gram[first * 6 + second] - expected) < 1e-9 * (1 + abs(expected)))
          #expect(metric[first * 6 + second] == (first == second ? 1 : 0))
        }
      }
    }
  }

  /// The sketch is the scatter matrix times noise that a host can make too.
  @Test(arguments: [false, true])
  func sketch(_ joint: Bool) throws {
    let (count, size, rank) = (9, 11, 6)
    let samples = Samples(count, size: size, timesteps: Self.timesteps)
    let statistics = try samples.statistics(.sketch, rank: rank, joint: joint)
    for part in 0..<(joint ? 1 : 3) {
      let rows = samples.centred(joint ? nil : part)
      let omega = (0..<rank).map {
        normal(rows[0].count, seed: 7, step: UInt32($0)).map(Double.init)
      }
      let columns = omega.map { column in
        rows.reduce([Double](repeating: 0, count: column.count)) { sum, row in
          let projection = product(row, column)
          return zip(sum, row).map { $0 + projection * $1 }
        }
      }
      let (gram, metric) = try statistics.matrices(UInt32(part), size: rank)
      let scale = columns.map { product($0, $0) }.max() ?? 1
      for first in 0..<rank {
        for second in 0..<rank {
          let place = first * rank + second
          #expect(abs(gram[place] - product(columns[first], columns[second])) < 1e-9 * scale)
          let expected = product(omega[first], columns[second])
          #expect(abs(metric[place] - expected) < 1e-9 * scale.squareRoot() * 10)
        }
      }
    }
    if joint { expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.matrices(1, size: rank) } }
  }

  @Test func directionsOfCoefficients() throws {
    let samples = Samples(5, size: 13, timesteps: Self.timesteps)
    let weights = (0..<15).map { Double($0 * $0 % 7) - 2 }
    let values = try samples.statistics(.rows).direction(weights)
    for entry in 0..<3 {
      let rows = samples.centred(entry)
      for place in 0..<13 {
        let expected = (0..<5).reduce(0.0) { $0 + weights[entry * 5 + $1] * rows[$1][place] }
        #expect(abs(Double(values[entry * 13 + place]) - expected) < 1e-5)
      }
    }
  }

  @Test func differenceOfMeans() throws {
    let samples = Samples(7, size: 9, timesteps: Self.timesteps)
    let up = try samples.statistics(.mean, 0..<3)
    let down = try samples.statistics(.rows, 3..<7)
    let (first, second) = (samples.mean(0..<3), samples.mean(3..<7))
    let found = try up.difference(to: down)
    for (place, value) in found.enumerated() {
      #expect(abs(Double(value) - (first[place] - second[place])) < 1e-5)
    }
    #expect(sameBits(try down.difference(to: up), found.map { -$0 }))
  }

  @Test(arguments: CStatisticsKind.allCases, [false, true])
  func halvesMergeToTheWhole(_ kind: CStatisticsKind, _ joint: Bool) throws {
    guard kind == .sketch || !joint else { return }
    let samples = Samples(12, size: 10, timesteps: Self.timesteps)
    let whole = try samples.statistics(kind, rank: kind.rank, joint: joint)
    let merged = try samples.statistics(kind, 0..<5, rank: kind.rank, joint: joint)
    try merged.merge(try samples.statistics(kind, 5..<12, rank: kind.rank, joint: joint))
    #expect(merged.count == 12 && merged.samples() == whole.samples())
    for entry in 0..<3 {
      let pair = (
        try merged.mean(UInt32(entry), count: 10), try whole.mean(UInt32(entry), count: 10)
      )
      for (one, other) in zip(pair.0, pair.1) { #expect(abs(one - other) < 1e-12) }
    }
    guard kind != .mean else { return }
    let size = kind == .rows ? 12 : kind.rank
    let (one, other) = (try merged.matrices(0, size: size), try whole.matrices(0, size: size))
    let scale = other.gram.map(abs).max() ?? 1
    for (first, second) in zip(one.gram, other.gram) { #expect(abs(first - second) < 1e-6 * scale) }
  }

  @Test func mergingIsRefusedWhereItWouldBeWrong() throws {
    let samples = Samples(6, size: 4, timesteps: Self.timesteps)
    let statistics = try samples.statistics(.sketch, 0..<3, rank: 2)
    let file = try statistics.saved()
    expectFault(HSP_ERROR_MISMATCH) {
      try statistics.merge(try samples.statistics(.sketch, 2..<4, rank: 2))
    }
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.merge(statistics) }
    let changes: [(inout hsp_statistics_info) -> Void] = [
      {
        $0.kind = HSP_STATISTICS_MEAN.rawValue; $0.rank = 0
      }, { $0.rank = 3 }, { $0.seed = 8 },
      { $0.flags = HSP_STATISTICS_JOINT }, { $0.steps = 4 }, { $0.t0 = 500 }, { $0.eta = 1 },
      { $0.convention = HSP_STEPS_LEADING.rawValue },
      { $0.phase = HSP_PHASE_GENERATING.rawValue }, { $0.value = HSP_VALUE_X.rawValue },
      { $0.identity.0 = 1 },
      {
        $0.channels = 2; $0.height = 2
      },
    ]
    for change in changes {
      var info = TestStatistics.facts(HSP_STATISTICS_SKETCH, count: 4, rank: 2)
      change(&info)
      let other = try TestStatistics(info, timesteps: Self.timesteps)
      expectFault(HSP_ERROR_MISMATCH) { try statistics.merge(other) }
    }
    let info = TestStatistics.facts(HSP_STATISTICS_SKETCH, count: 4, rank: 2)
    let times = try TestStatistics(info, timesteps: [700, 300, 1])
    expectFault(HSP_ERROR_MISMATCH) { try statistics.merge(times) }
    let small = try samples.statistics(.sketch, 0..<3, rank: 2, capacity: 4)
    expectFault(HSP_ERROR_ARGUMENT) {
      try small.merge(try samples.statistics(.sketch, 3..<5, rank: 2))
    }
    #expect(try statistics.saved() == file)
  }
}
