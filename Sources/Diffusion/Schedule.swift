import Container

/// A model's noise schedule, read in place from a checked `SCHD` section.
package struct Schedule {
  package let kind: ScheduleKind
  package let prediction: Prediction
  package let variance: VarianceKind
  package let firstBeta: Double
  package let lastBeta: Double
  /// T, the number of training timesteps.
  package let timesteps: Int
  let table: Bytes

  /// The table holds `timesteps` checked doubles.
  init(
    kind: ScheduleKind, prediction: Prediction, variance: VarianceKind, firstBeta: Double,
    lastBeta: Double, timesteps: Int, table: Bytes
  ) {
    self.kind = kind
    self.prediction = prediction
    self.variance = variance
    self.firstBeta = firstBeta
    self.lastBeta = lastBeta
    self.timesteps = timesteps
    self.table = table
  }

  /// The same schedule with a copy of its table.
  init(_ original: Schedule, table: Bytes) {
    self.init(
      kind: original.kind, prediction: original.prediction, variance: original.variance,
      firstBeta: original.firstBeta, lastBeta: original.lastBeta, timesteps: original.timesteps,
      table: table)
  }

  /// Returns alpha_bar at a timestep; 1 at -1, the clean end.
  package func alphaBar(_ t: Int) -> Double {
    precondition(t >= -1 && t < timesteps)
    return t < 0 ? 1 : Double(bitPattern: table.load(t * 8, as: UInt64.self))
  }
}
