/// How large a direction is, and where its section keeps what.
package struct DirectionShape: Equatable {
  /// Number of dh, one for each timestep; 1 for a global direction.
  package let entries: Int
  /// Extents of h.
  package let channels: Int
  package let height: Int
  package let width: Int
  /// Steps of the trajectories that it was made from; 0: never rescale.
  package let steps: Int
  /// Values of an entry.
  package let valueCount: Int

  /// Checks numbers of a section at `origin` in its file, or of a caller.
  package init(
    entries: Int, channels: Int, height: Int, width: Int, steps: Int, origin: Int? = nil
  ) throws(DiffusionError) {
    func place(_ offset: Int) -> Int { origin.map { $0 + offset } ?? -1 }
    guard entries >= 1, entries <= 10_000 else {
      throw DiffusionError(.entryCount, offset: place(8), value: entries)
    }
    guard channels >= 1 else { throw DiffusionError(.extents, offset: place(12), value: channels) }
    guard height >= 1 else { throw DiffusionError(.extents, offset: place(16), value: height) }
    guard width >= 1 else { throw DiffusionError(.extents, offset: place(20), value: width) }
    guard steps >= 0, steps <= 100_000 else {
      throw DiffusionError(.directionSteps, offset: place(24), value: steps)
    }
    let (area, first) = height.multipliedReportingOverflow(by: width)
    let (count, second) = area.multipliedReportingOverflow(by: channels)
    // 4 bytes a value, and as much again for everything else in the section.
    let (_, third) = count.multipliedReportingOverflow(by: 8 * entries)
    guard !first, !second, !third else {
      throw DiffusionError(.extents, offset: place(12), value: channels)
    }
    self.entries = entries
    self.channels = channels
    self.height = height
    self.width = width
    self.steps = steps
    valueCount = count
  }

  /// Bytes before the timesteps.
  static var headerSize: Int { 64 }
  /// Bytes of the timesteps.
  var timestepsSize: Int { entries * 4 }
  /// Where the values begin: the first multiple of 64 behind the timesteps.
  package var valuesOffset: Int { (Self.headerSize + timestepsSize + 63) & ~63 }
  /// Bytes of the values.
  package var valuesSize: Int { entries * valueCount * 4 }
}
