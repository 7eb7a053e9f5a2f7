import Container

extension DirectionSection {
  static func readShape(
    _ fields: inout FieldReader, origin: Int
  ) throws(DiffusionError) -> DirectionShape {
    let entries = fields.next(UInt32.self)
    let channels = fields.next(UInt32.self)
    let height = fields.next(UInt32.self)
    let width = fields.next(UInt32.self)
    let steps = fields.next(UInt32.self)
    return try DirectionShape(
      entries: Int(clamping: entries), channels: Int(clamping: channels),
      height: Int(clamping: height), width: Int(clamping: width), steps: Int(clamping: steps),
      origin: origin)
  }

  /// Timesteps fall strictly within 0 to 99999, or are the one value -1.
  package static func checkTimesteps(_ timesteps: Bytes) throws(DiffusionError) {
    let count = timesteps.count / 4
    if count == 1, timesteps.load(0, as: Int32.self) == -1 { return }
    var previous: Int32 = 100_000
    for entry in 0..<count {
      let t = timesteps.load(entry * 4, as: Int32.self)
      guard t >= 0, t < previous else {
        throw DiffusionError(.timesteps, offset: timesteps.origin + entry * 4, value: t)
      }
      previous = t
    }
  }

  static func readName(_ section: Bytes, blob: Bytes) throws(DiffusionError) -> Bytes {
    do throws(ContainerError) {
      return try StringTable(blob: blob, section: .direction).read(section, 0)
    } catch {
      throw DiffusionError(.name, offset: error.offset, value: error.value)
    }
  }
}

/// Throws at the first float that is infinite or not a number.
func checkFinite(_ values: Bytes) throws(DiffusionError) {
  for index in 0..<values.count / 4 {
    let value = Float(bitPattern: values.load(index * 4, as: UInt32.self))
    guard value.isFinite else {
      throw DiffusionError(
        .notFinite, offset: values.origin + index * 4, value: Double(value))
    }
  }
}
