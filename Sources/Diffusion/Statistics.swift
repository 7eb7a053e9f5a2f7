import Container

/// Sums over samples of h, from which means, principal components and boundaries are found.
///
/// Everything is linear in the samples: two sets' statistics merge by addition.
package struct Statistics {
  package let record: StatisticsRecord
  /// Identity of the model that the values are of.
  package let identity: InlineArray<32, UInt8>
  package let capacity: Int
  /// Samples so far.
  package internal(set) var count = 0
  /// Id of the sample in work.
  var current: UInt64?

  let header: Slice<UInt8>
  let ids: Slice<UInt64>
  let order: Slice<UInt64>
  let pending: Slice<Float>
  let seen: Slice<UInt8>
  let sums: Slice<Double>
  /// Samples, one behind the other; none in a sketch.
  let rows: Slice<Float>
  /// For each timestep, or for all, column behind column; none beside rows.
  let sketch: Slice<Double>
  let test: Slice<Double>
  let columns: Slice<Double>
  let wide: Slice<Double>

  /// Statistics of no sample; nil when the memory is too small for the layout.
  ///
  /// Timesteps are 32-bit integers that fall, or the one value -1.
  package init?(
    _ record: StatisticsRecord, timesteps: Bytes, identity: InlineArray<32, UInt8>,
    _ layout: StatisticsLayout, base: UnsafeMutableRawPointer, size: Int
  ) {
    var arena = unsafe Arena(base: base, capacity: size)
    let sample = record.sampleCount
    let columns = sample * record.rank
    let capacity = layout.capacity
    let column = record.rank > 0 ? (record.isJoint ? sample : record.valueCount) : 0
    guard arena.reserve(layout.bytes) != nil,
      let header = arena.slice(
        layout.header, StatisticsSection.headerSize(record), of: UInt8.self),
      let ids = arena.slice(layout.ids, capacity, of: UInt64.self),
      let order = arena.slice(layout.order, capacity, of: UInt64.self),
      let pending = arena.slice(layout.pending, sample, of: Float.self),
      let seen = arena.slice(layout.seen, record.entries, of: UInt8.self),
      let sums = arena.slice(layout.sums, sample, of: Double.self),
      let rows = arena.slice(
        layout.data, record.kind == .rows ? capacity * sample : 0, of: Float.self),
      let sketch = arena.slice(
        layout.data, record.kind == .sketch ? columns : 0, of: Double.self),
      let test = arena.slice(layout.test, column * record.rank, of: Double.self),
      let projections = arena.slice(layout.columns, record.rank, of: Double.self),
      let wide = arena.slice(layout.wide, column, of: Double.self)
    else { return nil }
    self.record = record
    self.identity = identity
    self.capacity = capacity
    self.header = header
    self.ids = ids
    self.order = order
    self.pending = pending
    self.seen = seen
    self.sums = sums
    self.rows = rows
    self.sketch = sketch
    self.test = test
    self.columns = projections
    self.wide = wide
    sums.fill(0)
    sketch.fill(0)
    StatisticsSection.writeTimesteps(timesteps, into: header)
    fillTest()
  }

  /// Timestep of an entry; they fall from entry to entry.
  package func timestep(_ entry: Int) -> Int {
    precondition(entry >= 0 && entry < record.entries)
    return Int(timesteps.load(entry * 4, as: Int32.self))
  }

  /// Timesteps as 32-bit integers.
  package var timesteps: Bytes {
    header.bytes.checked(StatisticsSection.fixedSize, record.entries * 4)
  }

  /// Id of a sample, in the order in which they came.
  package func id(_ sample: Int) -> UInt64 {
    precondition(sample >= 0 && sample < count)
    return ids[sample]
  }

  /// The entry of a timestep, or nil.
  package func entry(of t: Int) -> Int? {
    for entry in 0..<record.entries where timestep(entry) == t { return entry }
    return nil
  }

  /// Vectors that coefficients of directions belong to: the samples, or the sketch's columns.
  package var basisCount: Int {
    switch record.kind {
    case .mean: 0
    case .rows: count
    case .sketch: record.rank
    }
  }
}
