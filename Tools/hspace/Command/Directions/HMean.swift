import CHSpace

/// Running sums of h at each step of several inversions.
final class HMean {
  private var count = 0
  private var timesteps: [Int32] = []
  private var sums: [[Double]] = []

  func beginPicture() { count += 1 }

  /// Adds h of one step of the current picture.
  func add(_ h: Span<Float>, at step: hsp_step) {
    let index = Int(step.step)
    if index == sums.count {
      timesteps.append(step.t)
      sums.append([Double](repeating: 0, count: h.count))
    }
    precondition(timesteps[index] == step.t && sums[index].count == h.count)
    for position in h.indices { sums[index][position] += Double(h[position]) }
  }

  /// This mean minus another one of the same steps, latest timestep first.
  func difference(to other: HMean) -> (timesteps: [Int32], values: [Float]) {
    precondition(timesteps == other.timesteps && count > 0 && other.count > 0)
    var values: [Float] = []
    values.reserveCapacity(sums.count * (sums.first?.count ?? 0))
    for index in sums.indices.reversed() {
      for (mine, theirs) in zip(sums[index], other.sums[index]) {
        values.append(Float(mine / Double(count) - theirs / Double(other.count)))
      }
    }
    return (timesteps.reversed(), values)
  }
}
