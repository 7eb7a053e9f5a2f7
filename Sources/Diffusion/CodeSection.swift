import Container

/// Reads and writes the `CODE` section: a header of 64 bytes, alpha_bar of each step, padding, and the noises.
enum CodeSection {
  static var headerSize: Int { 64 }

  /// Where the noises begin: the first multiple of 64 behind the schedule.
  static func valuesOffset(entries: Int) -> Int {
    (headerSize + entries * 8 + 63) / 64 * 64
  }

  static func timesteps(_ section: Bytes) -> Int { Int(section.load(4, as: UInt32.self)) }

  static func alphaBar(_ section: Bytes, _ step: Int) -> Double {
    Double(bitPattern: section.load(headerSize + step * 8, as: UInt64.self))
  }

  /// Checks everything about a section, its values too, against the record beside it.
  static func check(_ section: Bytes, _ record: LatentRecord) throws(DiffusionError) {
    guard section.count >= headerSize else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    var fields = FieldReader(section)
    let entries = fields.next(UInt32.self)
    guard entries >= 1, Int(clamping: entries) == record.steps - record.skip else {
      throw fields.error(.entries, value: entries)
    }
    let timesteps = fields.next(UInt32.self)
    guard NoiseSchedule.timestepCounts.contains(Int(clamping: timesteps)),
      record.steps <= Int(timesteps)
    else { throw fields.error(.timestepCount, value: timesteps) }
    try fields.zeros(56)
    let offset = valuesOffset(entries: Int(entries))
    // A record's picture has a size that was checked; entries are at most 100000.
    let (size, overflows) = (record.channels * record.height * record.width * 4)
      .multipliedReportingOverflow(by: Int(entries))
    guard !overflows, section.count >= offset, section.count - offset == size else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    try checkSchedule(section, entries: Int(entries))
    fields.skip(Int(entries) * 8)
    try fields.zeros(offset - fields.offset)
    try checkFinite(section.checked(offset, size))
  }

  /// alpha_bar rises strictly from step to step, inside (0, 1).
  private static func checkSchedule(_ section: Bytes, entries: Int) throws(DiffusionError) {
    var previous = 0.0
    for step in 0..<entries {
      let value = alphaBar(section, step)
      guard value > previous, value < 1 else {
        throw DiffusionError(
          .alphaBar, offset: section.origin + headerSize + step * 8, value: value)
      }
      previous = value
    }
  }

  /// Writes 64 bytes of what precedes the noises.
  static func writeBlock(
    _ index: Int, entries: Int, timesteps: Int, alphaBar: (Int) -> Double,
    into block: Slice<UInt8>
  ) {
    precondition(block.count == headerSize)
    var fields = FieldWriter(block)
    if index == 0 {
      fields.append(UInt32(entries))
      fields.append(UInt32(timesteps))
      return fields.zeros(56)
    }
    let first = (index - 1) * 8
    for step in first..<first + 8 {
      fields.append(step < entries ? alphaBar(step).bitPattern : 0)
    }
  }
}
