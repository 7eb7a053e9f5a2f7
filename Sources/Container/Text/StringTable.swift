/// The blob of strings at the end of a section.
package struct StringTable {
  package let blob: Bytes
  package let section: SectionKind

  /// The longest string, in bytes.
  package static var maximumLength: Int { 1024 }

  package init(blob: Bytes, section: SectionKind) {
    self.blob = blob
    self.section = section
  }

  /// Checks and returns the string whose offset and length stand at `place` of `record`.
  ///
  /// 1 to 1024 bytes of UTF-8 without control characters.
  package func read(_ record: Bytes, _ place: Int) throws(ContainerError) -> Bytes {
    let string = try range(record, place)
    guard string.count > 0 else {
      throw ContainerError(.stringLength, offset: record.origin + place + 4, section: section)
    }
    try string.checkText(section: section)
    return string
  }

  /// The same for a string that may be empty, with offset 0 and length 0.
  package func readOptional(_ record: Bytes, _ place: Int) throws(ContainerError) -> Bytes {
    let offset = try record.read(place, as: UInt32.self)
    let length = try record.read(place + 4, as: UInt32.self)
    return offset == 0 && length == 0 ? .empty : try read(record, place)
  }

  /// The string whose offset and length stand at `place` of `record`, both checked before.
  package func load(_ record: Bytes, _ place: Int) -> Bytes {
    blob.checked(
      Int(record.load(place, as: UInt32.self)), Int(record.load(place + 4, as: UInt32.self)))
  }

  private func range(_ record: Bytes, _ place: Int) throws(ContainerError) -> Bytes {
    let offset = try record.read(place, as: UInt32.self)
    let length = try record.read(place + 4, as: UInt32.self)
    guard length <= Self.maximumLength else {
      throw ContainerError(
        .stringLength, offset: record.origin + place + 4, value: Int64(length), section: section)
    }
    // Two 32-bit numbers never overflow 64 bits.
    guard UInt64(offset) + UInt64(length) <= UInt64(blob.count) else {
      throw ContainerError(
        .stringRange, offset: record.origin + place, value: Int64(offset), section: section)
    }
    return blob.checked(Int(offset), Int(length))
  }
}
