import Container

/// What statistics are about: which values of which runs, and what is kept of them.
package struct StatisticsRecord: Equatable {
  package var kind: StatisticsKind
  /// Timesteps at which values are taken.
  package var entries: Int
  /// Extents of the value at one timestep.
  package var channels: Int
  package var height: Int
  package var width: Int
  /// Which value: `SessionValue`.
  package var value: SessionValue
  /// Which runs: inverting or generating.
  package var phase: RunPhase
  package var convention: StepConvention
  /// S of the runs.
  package var steps: Int
  /// Last timestep of the runs, -1 for T - 1.
  package var t0: Int
  package var eta: Float
  /// Columns of the sketch; 0 for the other kinds.
  package var rank: Int
  /// The sketch is of all timesteps as one vector.
  package var isJoint: Bool
  /// Of the sketch's test matrix.
  package var seed: UInt64

  package init(
    kind: StatisticsKind, entries: Int, channels: Int, height: Int, width: Int,
    value: SessionValue, phase: RunPhase, convention: StepConvention, steps: Int, t0: Int,
    eta: Float, rank: Int, isJoint: Bool, seed: UInt64
  ) {
    self.kind = kind
    self.entries = entries
    self.channels = channels
    self.height = height
    self.width = width
    self.value = value
    self.phase = phase
    self.convention = convention
    self.steps = steps
    self.t0 = t0
    self.eta = eta
    self.rank = rank
    self.isJoint = isJoint
    self.seed = seed
  }

  package static var maximumRank: Int { 1024 }

  /// Values at one timestep.
  package var valueCount: Int { channels * height * width }
  /// Values of a sample.
  var sampleCount: Int { entries * valueCount }
  /// The shape of directions made of the statistics.
  package func directionShape() throws(DiffusionError) -> DirectionShape {
    try DirectionShape(
      entries: entries, channels: channels, height: height, width: width, steps: steps)
  }

  /// Checks what fields can't check one by one; an error of a section says where it begins.
  package func check(origin: Int? = nil) throws(DiffusionError) {
    func fault(_ reason: DiffusionFault, _ offset: Int, _ value: Int) -> DiffusionError {
      DiffusionError(reason, offset: origin.map { $0 + offset } ?? -1, value: value)
    }
    do throws(DiffusionError) { _ = try directionShape() } catch {
      // The fields stand elsewhere in this section than in a direction's.
      throw fault(error.reason, 4, Int(error.value))
    }
    guard value == .h || value == .x else { throw fault(.statisticsValue, 20, Int(value.rawValue)) }
    guard phase == .inverting || phase == .generating else {
      throw fault(.statisticsPhase, 24, Int(phase.rawValue))
    }
    guard t0 == -1 || (t0 > 0 && t0 < 100_000) else { throw fault(.lastTimestep, 36, t0) }
    guard eta >= 0, eta <= 1 else { throw fault(.eta, 40, 0) }
    let isRank = kind == .sketch ? rank >= 1 && rank <= Self.maximumRank : rank == 0
    guard isRank else { throw fault(.rank, 44, rank) }
    guard !isJoint || kind == .sketch else { throw fault(.flags, 48, 1) }
    // 8 bytes a value, and twice as much for everything else.
    let (_, overflows) = (sampleCount * 2).multipliedReportingOverflow(by: 16 * max(1, rank))
    guard !overflows else { throw fault(.extents, 8, channels) }
  }
}
