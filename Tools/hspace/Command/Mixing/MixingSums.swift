import CHSpace
import HSpaceLibrary

/// Sums over pictures at each step of their runs: the radius of x_t, and h of two sets.
struct MixingSums: Codable {
  /// In the order of the run.
  private(set) var times: [Int32] = []
  /// Of |x_t|.
  private var radii: [Double] = []
  private var count = 0
  /// Of h of the first half of each set: negative, positive.
  private var means: [[[Double]]] = [[], []]
  private var trained = [0, 0]
  /// Pictures of the other half that are nearer to their own set's mean.
  private var right: [[Int]] = [[], []]
  private var tested = [0, 0]

  /// What a picture is for.
  enum Role {
    /// Its radius alone counts.
    case plain
    /// Its h goes into the mean of its set.
    case training(positive: Bool)
    /// Its set is guessed by the nearer mean.
    case test(positive: Bool)
  }

  /// Adds one step of a picture; steps come in the same order for each.
  mutating func add(_ step: Int, t: Int32, radius: Double, h: Span<Float>, _ role: Role) {
    if step == times.count {
      times.append(t)
      radii.append(0)
      for set in 0..<2 {
        means[set].append([])
        right[set].append(0)
      }
    }
    radii[step] += radius
    switch role {
    case .plain: break
    case .training(let positive):
      let set = positive ? 1 : 0
      if means[set][step].isEmpty {
        means[set][step] = [Double](repeating: 0, count: h.count)
      }
      for index in h.indices { means[set][step][index] += Double(h[index]) }
    case .test(let positive):
      if isPositive(h, step) == positive { right[positive ? 1 : 0][step] += 1 }
    }
  }

  /// Ends a picture.
  mutating func endPicture(_ role: Role) {
    count += 1
    switch role {
    case .plain: break
    case .training(let positive): trained[positive ? 1 : 0] += 1
    case .test(let positive): tested[positive ? 1 : 0] += 1
    }
  }

  /// Whether h is nearer to the positive mean.
  private func isPositive(_ h: Span<Float>, _ step: Int) -> Bool {
    var score = 0.0
    for index in h.indices {
      let low = means[0][step][index] / Double(trained[0])
      let high = means[1][step][index] / Double(trained[1])
      score += (Double(h[index]) - (low + high) / 2) * (high - low)
    }
    return score > 0
  }

  /// Rows of the result, t rising; `size` is the number of values of x.
  func rows(size: Int) -> [MixingRow] {
    let isTested = tested[0] > 0 && tested[1] > 0
    return times.indices.map { step in
      let radius = radii[step] / Double(count)
      // The mean over the sets: a large one must not count for more.
      let parts = (0..<2).map { Double(right[$0][step]) / Double(max(1, tested[$0])) }
      return MixingRow(
        t: Int(times[step]), radius: radius, ratio: radius / Double(size).squareRoot(),
        accuracy: isTested ? (parts[0] + parts[1]) / 2 : nil)
    }.sorted { $0.t < $1.t }
  }
}

/// What pictures are like at one timestep.
struct MixingRow {
  let t: Int
  /// Mean of |x_t|.
  let radius: Double
  /// The radius over that of standard normal noise.
  let ratio: Double
  /// How often h tells the two sets apart, in pictures that were held out.
  let accuracy: Double?
}
