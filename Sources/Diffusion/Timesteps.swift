import Container

/// Places the timesteps of a run.
package enum Timesteps {
  /// Fills strictly ascending timesteps in 0 ..< T, S of them; t0 = -1 means T - 1.
  package static func fill(
    _ convention: StepConvention, t0: Int, timesteps: Int, into sequence: Slice<Int32>
  ) throws(DiffusionError) {
    let last = try check(convention, steps: sequence.count, t0: t0, timesteps: timesteps)
    let steps = sequence.count
    for k in 0..<steps {
      let t = place(k, of: steps, convention, last: last, timesteps: timesteps)
      // Truncation visits some timesteps twice in a few long sequences of `boundary`.
      guard k == 0 || t > Int(sequence[k - 1]) else {
        throw DiffusionError(.repeatedTimestep, value: steps)
      }
      sequence[k] = Int32(t)
    }
  }

  /// Returns timestep k of a sequence, which is checked without being made.
  package static func timestep(
    _ k: Int, of steps: Int, _ convention: StepConvention, t0: Int, timesteps: Int
  ) throws(DiffusionError) -> Int {
    let last = try check(convention, steps: steps, t0: t0, timesteps: timesteps)
    precondition(k >= 0 && k < steps)
    return place(k, of: steps, convention, last: last, timesteps: timesteps)
  }

  /// Checks the rules of a convention and returns the last timestep, T - 1 for t0 = -1.
  @discardableResult
  package static func check(
    _ convention: StepConvention, steps: Int, t0: Int, timesteps: Int
  ) throws(DiffusionError) -> Int {
    guard NoiseSchedule.timestepCounts.contains(timesteps) else {
      throw DiffusionError(.timestepCount, value: timesteps)
    }
    guard t0 == -1 || (t0 > 0 && t0 < timesteps) else {
      throw DiffusionError(.lastTimestep, value: t0)
    }
    let last = t0 == -1 ? timesteps - 1 : t0
    let isPossible =
      switch convention {
      case .asyrp, .boundary: steps >= 2 && steps <= last + 1
      case .leading, .haas: steps >= 1 && steps <= timesteps
      case .compVis: steps >= 1 && steps < timesteps
      case .cycle: steps >= 1 && steps <= last + 1
      }
    guard isPossible else { throw DiffusionError(.steps, value: steps) }
    return last
  }

  /// Timestep k of a checked sequence.
  private static func place(
    _ k: Int, of steps: Int, _ convention: StepConvention, last: Int, timesteps: Int
  ) -> Int {
    switch convention {
    case .asyrp: Int(evenly(k, of: steps, upTo: last) + 1e-6)
    case .boundary: Int(evenly(k, of: steps, upTo: last))
    case .leading, .haas: k * (timesteps / steps)
    case .compVis: 1 + k * (timesteps / steps)
    case .cycle:
      (last + 1) % steps == 0
        ? k * ((last + 1) / steps) : Int(evenly(k, of: steps, upTo: last))
    }
  }

  /// As NumPy's linspace(0, 1, steps) * last rounds it: truncation shows the last bit.
  private static func evenly(_ k: Int, of steps: Int, upTo last: Int) -> Double {
    if k == steps - 1 { return Double(last) }
    return Double(k) * (1 / Double(steps - 1)) * Double(last)
  }
}
