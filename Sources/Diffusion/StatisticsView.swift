import Container

/// A checked `STAT` section, read in place.
package struct StatisticsView {
  package let record: StatisticsRecord
  /// Samples.
  package let count: Int
  /// 32-bit integers.
  package let timesteps: Bytes
  private let ids: Bytes
  private let sums: Bytes
  private let data: Bytes

  /// Checks everything about a section but that its ids differ.
  package init(_ section: Bytes) throws(DiffusionError) {
    guard section.count >= StatisticsSection.fixedSize else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    var fields = FieldReader(section)
    record = try Self.readRecord(&fields)
    try record.check(origin: section.origin)
    let count = Int(clamping: fields.next(UInt64.self))
    try fields.zeros(StatisticsSection.fixedSize - fields.offset)
    let start = StatisticsSection.headerSize(record)
    let sample = record.sampleCount
    // record.check has proved that these fit; count is the file's.
    let (each, first) = count.multipliedReportingOverflow(by: record.kind == .rows ? 4 * sample : 0)
    let (idBytes, second) = count.multipliedReportingOverflow(by: 8)
    let fixed = record.kind == .sketch ? sample * record.rank * 8 : 0
    let (padded, third) = idBytes.addingReportingOverflow(63)
    let idEnd = padded & ~63
    let (data, fourth) = each.addingReportingOverflow(fixed + sample * 8 + start)
    let (end, fifth) = data.addingReportingOverflow(idEnd)
    guard !first, !second, !third, !fourth, !fifth, end == section.count else {
      throw DiffusionError(.sectionLength, offset: section.origin + 64, value: section.count)
    }
    self.count = count
    timesteps = section.checked(StatisticsSection.fixedSize, record.entries * 4)
    try DirectionSection.checkTimesteps(timesteps)
    fields.skip(record.entries * 4)
    try fields.zeros(start - fields.offset)
    ids = section.checked(start, idBytes)
    fields.skip(idBytes)
    try fields.zeros(idEnd - idBytes)
    sums = section.checked(start + idEnd, sample * 8)
    self.data = section.checked(start + idEnd + sample * 8, each + fixed)
    try Self.checkFiniteSums(sums)
    if record.kind == .rows {
      try checkFinite(self.data)
    } else {
      try Self.checkFiniteSums(self.data)
    }
  }

  /// Copies everything into new statistics with room for it; throws where an id occurs twice.
  package func copy(to statistics: inout Statistics) throws(DiffusionError) {
    precondition(statistics.record == record && statistics.capacity >= count)
    for sample in 0..<count {
      let id = ids.load(sample * 8, as: UInt64.self)
      statistics.ids[sample] = id
      statistics.order[sample] = id
    }
    statistics.count = count
    let order = statistics.order.part(0, count)
    sort(order)
    for index in 1..<max(1, count) where order[index - 1] == order[index] {
      throw DiffusionError(.repeatedSample, offset: ids.origin, value: index)
    }
    for index in 0..<record.sampleCount {
      statistics.sums[index] = Double(bitPattern: sums.load(index * 8, as: UInt64.self))
    }
    for index in 0..<(record.kind == .rows ? data.count / 4 : 0) {
      statistics.rows[index] = Float(bitPattern: data.load(index * 4, as: UInt32.self))
    }
    for index in 0..<statistics.sketch.count {
      statistics.sketch[index] = Double(bitPattern: data.load(index * 8, as: UInt64.self))
    }
  }

  private static func readRecord(
    _ fields: inout FieldReader
  ) throws(DiffusionError) -> StatisticsRecord {
    let rawKind = fields.next(UInt32.self)
    guard let kind = StatisticsKind(rawValue: rawKind) else {
      throw fields.error(.statisticsKind, value: rawKind)
    }
    let entries = Int(clamping: fields.next(UInt32.self))
    let channels = Int(clamping: fields.next(UInt32.self))
    let height = Int(clamping: fields.next(UInt32.self))
    let width = Int(clamping: fields.next(UInt32.self))
    let rawValue = fields.next(UInt32.self)
    guard let value = SessionValue(rawValue: rawValue) else {
      throw fields.error(.statisticsValue, value: rawValue)
    }
    let rawPhase = fields.next(UInt32.self)
    guard let phase = RunPhase(rawValue: rawPhase) else {
      throw fields.error(.statisticsPhase, value: rawPhase)
    }
    let rawConvention = fields.next(UInt32.self)
    guard let convention = StepConvention(rawValue: rawConvention) else {
      throw fields.error(.convention, value: rawConvention)
    }
    let steps = Int(clamping: fields.next(UInt32.self))
    let t0 = Int(fields.next(Int32.self))
    let eta = Float(bitPattern: fields.next(UInt32.self))
    let rank = Int(clamping: fields.next(UInt32.self))
    let flags = fields.next(UInt32.self)
    guard flags <= 1 else { throw fields.error(.flags, value: flags) }
    try fields.zeros(4)
    return StatisticsRecord(
      kind: kind, entries: entries, channels: channels, height: height, width: width,
      value: value, phase: phase, convention: convention, steps: steps, t0: t0, eta: eta,
      rank: rank, isJoint: flags == 1, seed: fields.next(UInt64.self))
  }

  private static func checkFiniteSums(_ values: Bytes) throws(DiffusionError) {
    for index in 0..<values.count / 8 {
      let value = Double(bitPattern: values.load(index * 8, as: UInt64.self))
      guard value.isFinite else {
        throw DiffusionError(.notFinite, offset: values.origin + index * 8, value: value)
      }
    }
  }
}
