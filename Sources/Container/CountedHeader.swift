/// The 16 bytes that `META` and `TENS` begin with: count, bytes of the blob, zero.
struct CountedHeader {
  let count: Int
  /// The records, and the blob behind them.
  let records: Bytes
  let blob: Bytes

  static var size: Int { 16 }

  /// Checks that header, records and blob are exactly the section.
  init(
    _ section: Bytes, of kind: SectionKind, record: Int, range: ClosedRange<Int>,
    fault: ContainerError.Reason
  ) throws(ContainerError) {
    guard section.count >= Self.size else {
      throw ContainerError(
        .sectionLength, offset: section.origin, value: Int64(section.count), section: kind)
    }
    let count = section.load(0, as: UInt32.self)
    let blob = section.load(4, as: UInt32.self)
    let reserved = section.load(8, as: UInt64.self)
    guard count >= range.lowerBound, count <= range.upperBound else {
      throw ContainerError(fault, offset: section.origin, value: Int64(count), section: kind)
    }
    guard reserved == 0 else {
      throw ContainerError(
        .reservedNotZero, offset: section.origin + 8, value: reserved, section: kind)
    }
    // The count is at most 65536 and the blob has 32 bits: 64 bits hold the sum.
    let needed = UInt64(Self.size) + UInt64(count) * UInt64(record) + UInt64(blob)
    guard needed == UInt64(section.count) else {
      throw ContainerError(.sectionLength, offset: section.origin, value: needed, section: kind)
    }
    self.count = Int(count)
    records = section.checked(Self.size, Int(count) * record)
    self.blob = section.checked(Self.size + Int(count) * record, Int(blob))
  }
}
