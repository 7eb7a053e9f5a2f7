import Container

/// Reads and writes the `LATN` section: a head of 128 bytes, then the floats of x_t.
package enum LatentSection {
  package static var headSize: Int { 128 }
  private static var maximumTimesteps: Int { 100_000 }
  private static var maximumDirections: Int { 16 }

  /// Checks everything about a section, its values too, and returns the record.
  package static func read(_ section: Bytes) throws(DiffusionError) -> LatentRecord {
    guard section.count >= headSize else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    var fields = FieldReader(section)
    var record = LatentRecord(channels: 1, height: 1, width: 1)
    try readProgress(&fields, into: &record)
    try readOptions(&fields, into: &record)
    let size = try readExtents(&fields, into: &record)
    let extentsEnd = fields
    try readDirections(&fields, into: &record)
    try readCode(&fields, into: &record)
    try fields.zeros(32)
    let (pictures, overflows) = size.multipliedReportingOverflow(by: record.pictures)
    guard !overflows, section.count - headSize - record.etas * 4 == pictures else {
      throw extentsEnd.error(.sectionLength, value: section.count - headSize)
    }
    let values = section.checked(headSize, section.count - headSize)
    try checkFinite(values)
    for index in 0..<record.etas {
      let place = pictures + index * 4
      let eta = Float(bitPattern: values.load(place, as: UInt32.self))
      guard eta >= 0, eta <= 1 else {
        throw DiffusionError(.eta, offset: values.origin + place, value: Double(eta))
      }
    }
    return record
  }

  /// Returns a picture of a checked section, channel-first floats: x_t, or the one that is encoded.
  package static func picture(_ index: Int, of section: Bytes, _ record: LatentRecord) -> Bytes {
    let size = record.channels * record.height * record.width * 4
    return section.checked(headSize + index * size, size)
  }

  /// Returns the etas of a checked section, floats.
  package static func etas(of section: Bytes, _ record: LatentRecord) -> Bytes {
    section.checked(section.count - record.etas * 4, record.etas * 4)
  }

  /// Writes the head; the values go behind it.
  package static func writeHead(_ record: LatentRecord, into head: Slice<UInt8>) {
    precondition(head.count == headSize)
    var fields = FieldWriter(head)
    fields.append(record.phase.rawValue)
    fields.append(UInt32(record.nextStep))
    fields.append(UInt32(record.steps))
    fields.append(record.convention.rawValue)
    fields.append(Int32(record.t0))
    fields.append(Int32(record.editTimestep))
    fields.append(Int32(record.boostTimestep))
    fields.append(record.flags)
    fields.append(record.eta.bitPattern)
    fields.zeros(4)
    fields.append(record.seed)
    fields.append(record.noiseCounter)
    fields.append(UInt32(record.channels))
    fields.append(UInt32(record.height))
    fields.append(UInt32(record.width))
    fields.append(UInt32(record.directions))
    fields.append(UInt64(record.directionsChecksum))
    fields.append(UInt32(record.skip))
    fields.append(record.variance.rawValue)
    fields.append(record.chain.rawValue)
    fields.append(UInt32(record.decodes ? 1 : 0) | UInt32(record.hasEtas ? 2 : 0))
    fields.zeros(32)
  }

  /// Lends the head to a closure.
  static func withHead<E: Error>(
    _ record: LatentRecord, _ body: (Bytes) throws(E) -> Void
  ) throws(E) {
    var storage = InlineArray<128, UInt8>(repeating: 0)
    // The head outlives the closure.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let head = unsafe Slice(
        base: UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self),
        count: headSize)
      writeHead(record, into: head)
      try body(head.bytes)
    }
  }

  private static func readProgress(
    _ fields: inout FieldReader, into record: inout LatentRecord
  ) throws(DiffusionError) {
    let rawPhase = fields.next(UInt32.self)
    guard let phase = RunPhase(rawValue: rawPhase), phase != .empty else {
      throw fields.error(.phase, value: rawPhase)
    }
    record.phase = phase
    let nextStep = fields.next(UInt32.self)
    let steps = fields.next(UInt32.self)
    guard steps <= maximumTimesteps, steps >= 1 || !phase.isUnderWay else {
      throw fields.error(.steps, value: steps)
    }
    guard nextStep <= steps else {
      throw fields.error(.nextStep, value: nextStep, earlier: 4)
    }
    record.nextStep = Int(nextStep)
    record.steps = Int(steps)
  }

  private static func readOptions(
    _ fields: inout FieldReader, into record: inout LatentRecord
  ) throws(DiffusionError) {
    let rawConvention = fields.next(UInt32.self)
    guard let convention = StepConvention(rawValue: rawConvention) else {
      throw fields.error(.convention, value: rawConvention)
    }
    record.convention = convention
    record.t0 = Int(fields.next(Int32.self))
    guard record.t0 == -1 || (record.t0 > 0 && record.t0 < maximumTimesteps) else {
      throw fields.error(.lastTimestep, value: record.t0)
    }
    record.editTimestep = Int(fields.next(Int32.self))
    guard record.editTimestep >= 0, record.editTimestep <= maximumTimesteps else {
      throw fields.error(.editTimestep, value: record.editTimestep)
    }
    record.boostTimestep = Int(fields.next(Int32.self))
    guard record.boostTimestep >= 0, record.boostTimestep <= record.editTimestep else {
      throw fields.error(.boostTimestep, value: record.boostTimestep)
    }
    record.flags = fields.next(UInt32.self)
    guard record.flags & ~RunOptions.knownFlags == 0 else {
      throw fields.error(.flags, value: record.flags)
    }
    record.eta = Float(bitPattern: fields.next(UInt32.self))
    guard record.eta >= 0, record.eta <= 1 else {
      throw fields.error(.eta, value: Double(record.eta))
    }
    try fields.zeros(4)
    record.seed = fields.next(UInt64.self)
    record.noiseCounter = fields.next(UInt64.self)
    guard record.noiseCounter <= UInt64(record.steps) else {
      throw fields.error(.noiseCounter, value: record.noiseCounter)
    }
  }

  /// Returns the bytes of one picture.
  private static func readExtents(
    _ fields: inout FieldReader, into record: inout LatentRecord
  ) throws(DiffusionError) -> Int {
    var product = 4
    for _ in 0..<3 {
      let extent = fields.next(UInt32.self)
      let (next, overflows) = product.multipliedReportingOverflow(by: Int(clamping: extent))
      guard extent >= 1, !overflows else { throw fields.error(.extents, value: extent) }
      product = next
      (record.channels, record.height, record.width) =
        (record.height, record.width, Int(extent))
    }
    return product
  }

  private static func readCode(
    _ fields: inout FieldReader, into record: inout LatentRecord
  ) throws(DiffusionError) {
    let skip = fields.next(UInt32.self)
    guard skip == 0 || Int(clamping: skip) < record.steps else {
      throw fields.error(.skip, value: skip)
    }
    record.skip = Int(clamping: skip)
    let rawVariance = fields.next(UInt32.self)
    guard let variance = StepVariance(rawValue: rawVariance) else {
      throw fields.error(.variance, value: rawVariance)
    }
    record.variance = variance
    let rawChain = fields.next(UInt32.self)
    guard let chain = ChainKind(rawValue: rawChain) else {
      throw fields.error(.chain, value: rawChain)
    }
    record.chain = chain
    let bits = fields.next(UInt32.self)
    guard bits & ~3 == 0 else { throw fields.error(.reserved, value: bits) }
    record.decodes = bits & 1 != 0
    record.hasEtas = bits & 2 != 0
  }

  private static func readDirections(
    _ fields: inout FieldReader, into record: inout LatentRecord
  ) throws(DiffusionError) {
    let directions = fields.next(UInt32.self)
    guard directions <= maximumDirections else {
      throw fields.error(.directionCount, value: directions)
    }
    record.directions = Int(directions)
    let checksum = fields.next(UInt64.self)
    guard let directionsChecksum = UInt32(exactly: checksum) else {
      throw fields.error(.reserved, value: checksum)
    }
    record.directionsChecksum = directionsChecksum
  }
}
