import Container

/// Reads and writes the `STAT` section.
///
/// A section is a header with the timesteps, the samples' ids, the sums, and rows or sketch.
package enum StatisticsSection {
  /// Bytes before the timesteps.
  static var fixedSize: Int { 128 }

  /// Bytes before the ids: a multiple of 64.
  static func headerSize(_ record: StatisticsRecord) -> Int {
    (fixedSize + record.entries * 4 + 63) & ~63
  }

  static func writeTimesteps(_ timesteps: Bytes, into header: Slice<UInt8>) {
    var fields = FieldWriter(header)
    fields.zeros(fixedSize)
    fields.append(timesteps)
    fields.zeros(header.count - fields.offset)
  }

  /// Hands out the parts of a section, for a writer that takes five.
  package static func write<E: Error>(
    _ statistics: Statistics,
    _ body: (_ header: Bytes, _ ids: Bytes, _ padding: Bytes, _ sums: Bytes, _ data: Bytes)
      throws(E) -> Void
  ) throws(E) {
    let record = statistics.record
    writeFields(record, count: statistics.count, into: statistics.header)
    let ids = statistics.ids.part(0, statistics.count).bytes
    let rows = statistics.rows.part(
      0, record.kind == .rows ? statistics.count * record.sampleCount : 0)
    try body(
      statistics.header.bytes, ids, .zeros(-ids.count & 63), statistics.sums.bytes,
      record.kind == .rows ? rows.bytes : statistics.sketch.bytes)
  }

  private static func writeFields(
    _ record: StatisticsRecord, count: Int, into header: Slice<UInt8>
  ) {
    var fields = FieldWriter(header)
    fields.append(record.kind.rawValue)
    fields.append(UInt32(record.entries))
    fields.append(UInt32(record.channels))
    fields.append(UInt32(record.height))
    fields.append(UInt32(record.width))
    fields.append(record.value.rawValue)
    fields.append(record.phase.rawValue)
    fields.append(record.convention.rawValue)
    fields.append(UInt32(record.steps))
    fields.append(Int32(record.t0))
    fields.append(record.eta.bitPattern)
    fields.append(UInt32(record.rank))
    fields.append(UInt32(record.isJoint ? 1 : 0))
    fields.append(UInt32(0))
    fields.append(record.seed)
    fields.append(UInt64(count))
    fields.zeros(fixedSize - fields.offset)
  }
}
