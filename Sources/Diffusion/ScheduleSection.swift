import Container

/// Reads and writes the `SCHD` section.
package enum ScheduleSection {
  /// Bytes before the table of alpha_bar.
  package static var headerSize: Int { 48 }

  /// Bytes of the section for T timesteps.
  package static func size(timesteps: Int) -> Int { headerSize + timesteps * 8 }

  /// Checks everything about a section and returns a view of it.
  package static func read(_ section: Bytes) throws(DiffusionError) -> Schedule {
    var fields = FieldReader(section)
    guard section.count >= headerSize else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    let rawTimesteps = fields.next(UInt32.self)
    let timesteps = Int(clamping: rawTimesteps)
    guard NoiseSchedule.timestepCounts.contains(timesteps) else {
      throw fields.error(.timestepCount, value: rawTimesteps)
    }
    guard section.count == size(timesteps: timesteps) else {
      throw fields.error(.sectionLength, value: section.count)
    }
    let rawKind = fields.next(UInt32.self)
    guard let kind = ScheduleKind(rawValue: rawKind) else {
      throw fields.error(.scheduleKind, value: rawKind)
    }
    let rawPrediction = fields.next(UInt32.self)
    guard let prediction = Prediction(rawValue: rawPrediction) else {
      throw fields.error(.prediction, value: rawPrediction)
    }
    let rawVariance = fields.next(UInt32.self)
    guard let variance = VarianceKind(rawValue: rawVariance) else {
      throw fields.error(.variance, value: rawVariance)
    }
    let firstBeta = Double(bitPattern: fields.next(UInt64.self))
    guard firstBeta >= 0, firstBeta < 1 else { throw fields.error(.betas, value: firstBeta) }
    let lastBeta = Double(bitPattern: fields.next(UInt64.self))
    guard lastBeta >= firstBeta, lastBeta < 1 else { throw fields.error(.betas, value: lastBeta) }
    try fields.zeros(16)
    let table = fields.rest()
    try check(table, timesteps: timesteps)
    return Schedule(
      kind: kind, prediction: prediction, variance: variance, firstBeta: firstBeta,
      lastBeta: lastBeta, timesteps: timesteps, table: table)
  }

  /// Writes a section of `size(timesteps:)` bytes; the table must be one that `read` accepts.
  package static func write(
    kind: ScheduleKind, prediction: Prediction, variance: VarianceKind, firstBeta: Double,
    lastBeta: Double, alphaBar: Slice<Double>, into section: Slice<UInt8>
  ) throws(DiffusionError) {
    precondition(section.count == size(timesteps: alphaBar.count))
    var fields = FieldWriter(section)
    fields.append(UInt32(alphaBar.count))
    fields.append(kind.rawValue)
    fields.append(prediction.rawValue)
    fields.append(variance.rawValue)
    fields.append(firstBeta.bitPattern)
    fields.append(lastBeta.bitPattern)
    fields.zeros(16)
    for t in 0..<alphaBar.count { fields.append(alphaBar[t].bitPattern) }
    _ = try read(section.bytes)
  }

  private static func check(_ table: Bytes, timesteps: Int) throws(DiffusionError) {
    var previous = 1.0
    for t in 0..<timesteps {
      let value = Double(bitPattern: table.load(t * 8, as: UInt64.self))
      guard value > 0, value < previous else {
        throw DiffusionError(.alphaBar, offset: table.origin + t * 8, value: value)
      }
      previous = value
    }
  }
}
