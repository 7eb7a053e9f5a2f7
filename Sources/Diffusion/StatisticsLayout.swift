import Container

/// Where statistics keep what in their memory.
package struct StatisticsLayout {
  /// The section's first part, as it will be written.
  let header: Int
  /// Ids in the order of their samples.
  let ids: Int
  /// The same, ascending.
  let order: Int
  /// Of the sample in work: its values, and which timesteps were seen.
  let pending: Int
  let seen: Int
  let sums: Int
  /// Rows or sketch.
  let data: Int
  /// The sketch's test matrix.
  let test: Int
  /// A number for each column of the sketch.
  let columns: Int
  /// The sample in work in double precision, as far as it is one column.
  let wide: Int
  package let capacity: Int
  package let bytes: Int

  /// Plans the memory for at most `capacity` samples; nil when the sizes overflow.
  package init?(_ record: StatisticsRecord, capacity: Int) {
    var arena = Arena()
    func times(_ count: Int, _ size: Int) -> Int {
      let (bytes, overflows) = count.multipliedReportingOverflow(by: size)
      // No arena has so much.
      return overflows ? -1 : bytes
    }
    let sample = record.sampleCount
    let dataBytes =
      switch record.kind {
      case .mean: 0
      case .rows: times(capacity, sample * 4)
      case .sketch: sample * record.rank * 8
      }
    let columnBytes = record.rank > 0 ? (record.isJoint ? sample : record.valueCount) * 8 : 0
    guard capacity >= 0, let header = arena.reserve(StatisticsSection.headerSize(record)),
      let ids = arena.reserve(times(capacity, 8)), let order = arena.reserve(times(capacity, 8)),
      let pending = arena.reserve(sample * 4), let seen = arena.reserve(record.entries),
      let sums = arena.reserve(sample * 8), let data = arena.reserve(dataBytes),
      let test = arena.reserve(columnBytes * record.rank),
      let columns = arena.reserve(record.rank * 8), let wide = arena.reserve(columnBytes)
    else { return nil }
    self.header = header
    self.ids = ids
    self.order = order
    self.pending = pending
    self.seen = seen
    self.sums = sums
    self.data = data
    self.test = test
    self.columns = columns
    self.wide = wide
    self.capacity = capacity
    bytes = arena.used
  }
}
