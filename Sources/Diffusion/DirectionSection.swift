import Container

/// Reads and writes the `DIRN` section.
///
/// A section is a header with the timesteps, padded to a multiple of 64 bytes, the values, and the name.
package enum DirectionSection {
  /// Checks everything about a section, its values too, and returns a view of it.
  package static func read(_ section: Bytes) throws(DiffusionError) -> Direction {
    guard section.count >= DirectionShape.headerSize else {
      throw DiffusionError(.sectionLength, offset: section.origin, value: section.count)
    }
    var fields = FieldReader(section)
    fields.skip(8)
    let shape = try readShape(&fields, origin: section.origin)
    let blobLength = Int(clamping: fields.next(UInt32.self))
    let (end, overflows) = (shape.valuesOffset + shape.valuesSize)
      .addingReportingOverflow(blobLength)
    guard !overflows, section.count == end else {
      throw fields.error(.sectionLength, value: section.count)
    }
    let valuesOffset = fields.next(UInt64.self)
    guard valuesOffset == UInt64(shape.valuesOffset) else {
      throw fields.error(.valuesOffset, value: valuesOffset)
    }
    let intercept = Double(bitPattern: fields.next(UInt64.self))
    guard intercept.isFinite else { throw fields.error(.intercept, value: intercept) }
    try fields.zeros(16)
    try checkTimesteps(section.checked(fields.offset, shape.timestepsSize))
    fields.skip(shape.timestepsSize)
    try fields.zeros(shape.valuesOffset - fields.offset)
    try checkFinite(section.checked(shape.valuesOffset, shape.valuesSize))
    let name = try readName(section, blob: section.checked(end - blobLength, blobLength))
    return Direction(shape: shape, name: name, section: section, intercept: intercept)
  }

  /// Writes what precedes the values, `shape.valuesOffset` bytes; timesteps are 32-bit integers.
  package static func writeHeader(
    _ shape: DirectionShape, timesteps: Bytes, nameLength: Int, intercept: Double = 0,
    into header: Slice<UInt8>
  ) throws(DiffusionError) {
    precondition(timesteps.count == shape.timestepsSize && header.count == shape.valuesOffset)
    guard nameLength >= 1, nameLength <= StringTable.maximumLength else {
      throw DiffusionError(.name, value: nameLength)
    }
    guard intercept.isFinite else { throw DiffusionError(.intercept, value: intercept) }
    try checkTimesteps(timesteps)
    var fields = FieldWriter(header)
    fields.append(UInt32(0))
    fields.append(UInt32(nameLength))
    fields.append(UInt32(shape.entries))
    fields.append(UInt32(shape.channels))
    fields.append(UInt32(shape.height))
    fields.append(UInt32(shape.width))
    fields.append(UInt32(shape.steps))
    fields.append(UInt32(nameLength))
    fields.append(UInt64(shape.valuesOffset))
    fields.append(intercept.bitPattern)
    fields.zeros(16)
    fields.append(timesteps)
    fields.zeros(header.count - fields.offset)
  }

  /// Bytes of a section with a name of this length.
  package static func size(_ shape: DirectionShape, nameLength: Int) -> Int {
    shape.valuesOffset + shape.valuesSize + nameLength
  }

  /// Completes a section whose values lie in their place, and returns a view of it.
  package static func complete(
    _ shape: DirectionShape, timesteps: Bytes, name: Bytes, intercept: Double = 0,
    in section: Slice<UInt8>
  ) throws(DiffusionError) -> Direction {
    precondition(section.count == size(shape, nameLength: name.count))
    let header = section.part(0, shape.valuesOffset)
    try writeHeader(
      shape, timesteps: timesteps, nameLength: name.count, intercept: intercept, into: header)
    var rest = FieldWriter(section.part(section.count - name.count, name.count))
    rest.append(name)
    return try read(section.bytes)
  }

  /// Writes a section of `size(_:nameLength:)` bytes and returns a view of it; values are floats.
  package static func write(
    _ shape: DirectionShape, timesteps: Bytes, values: Bytes, name: Bytes, intercept: Double = 0,
    into section: Slice<UInt8>
  ) throws(DiffusionError) -> Direction {
    precondition(values.count == shape.valuesSize)
    var body = FieldWriter(section.part(shape.valuesOffset, values.count))
    body.append(values)
    return try complete(
      shape, timesteps: timesteps, name: name, intercept: intercept, in: section)
  }
}
