/// The key and value strings of a file.
package struct Metadata {
  package let count: Int
  private let section: Bytes
  private let strings: StringTable

  private static var headerSize: Int { 16 }
  private static var pairSize: Int { 16 }
  /// The most pairs that a file may have.
  package static var maximumCount: Int { 256 }

  /// Checks the `META` section of a file; a file without one has no pairs.
  package init(_ file: ContainerFile) throws(ContainerError) {
    section = file.section(.metadata) ?? .empty
    guard section.count > 0 else {
      count = 0
      strings = StringTable(blob: .empty, section: .metadata)
      return
    }
    let header = try CountedHeader(
      section, of: .metadata, record: Self.pairSize, range: 0...Self.maximumCount,
      fault: .pairCount)
    count = header.count
    strings = StringTable(blob: header.blob, section: .metadata)
    for index in 0..<count { try check(index) }
  }

  /// A key.
  package func key(_ index: Int) -> Bytes { strings.load(pair(index), 0) }

  /// A value, perhaps empty.
  package func value(_ index: Int) -> Bytes { strings.load(pair(index), 8) }

  /// The value of a key.
  package func value(of key: StaticString) -> Bytes? {
    for index in 0..<count where self.key(index).equals(key) { return value(index) }
    return nil
  }

  private func pair(_ index: Int) -> Bytes {
    precondition(index >= 0 && index < count)
    return section.checked(Self.headerSize + index * Self.pairSize, Self.pairSize)
  }

  private func check(_ index: Int) throws(ContainerError) {
    let key = try strings.read(pair(index), 0)
    _ = try strings.readOptional(pair(index), 8)
    // At most 256 pairs: quadratic is quick.
    for other in 0..<index where self.key(other).equals(key) {
      throw ContainerError(
        .duplicateName, offset: pair(index).origin, value: Int64(index), section: .metadata)
    }
  }
}
