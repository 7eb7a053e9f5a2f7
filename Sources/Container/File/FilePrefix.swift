/// Header and section table of a file that is about to be written, padded to the first section.
struct FilePrefix {
  /// What the table says about a section.
  struct Section {
    let kind: SectionKind
    let checksum: UInt32
    let length: Int
  }

  /// Bytes for one or two sections.
  static var size: Int { 128 }

  /// Where the second section begins.
  static func second(behind length: Int) -> Int {
    (size + length + FileLayout.alignment - 1) / FileLayout.alignment * FileLayout.alignment
  }

  /// Fills the bytes of a file with one or two sections.
  static func fill(
    _ prefix: Slice<UInt8>, identity: Bytes, _ first: Section, _ second: Section? = nil
  ) {
    typealias Header = FileLayout.Header
    precondition(prefix.count == size && identity.count == FileLayout.identitySize)
    let place = self.second(behind: first.length)
    let end = second.map { place + $0.length } ?? size + first.length
    prefix.store(FileLayout.magic, at: 0)
    prefix.store(FileLayout.version, at: Header.version)
    prefix.store(UInt32(second == nil ? 1 : 2), at: Header.sections)
    prefix.store(UInt64(end), at: Header.length)
    for index in 0..<identity.count {
      prefix[Header.identity + index] = identity.load(index, as: UInt8.self)
    }
    var table = FileLayout.headerSize
    fill(prefix, at: table, first, offset: size)
    table += FileLayout.entrySize
    if let second {
      fill(prefix, at: table, second, offset: place)
      table += FileLayout.entrySize
    }
    // The checksum's own field is still zero, as it has to be.
    prefix.store(Checksum.of(prefix.bytes.checked(0, table)), at: Header.checksum)
  }

  private static func fill(
    _ prefix: Slice<UInt8>, at entry: Int, _ section: Section, offset: Int
  ) {
    typealias Entry = FileLayout.Entry
    prefix.store(section.kind.rawValue, at: entry + Entry.kind)
    prefix.store(section.checksum, at: entry + Entry.checksum)
    prefix.store(UInt64(offset), at: entry + Entry.offset)
    prefix.store(UInt64(section.length), at: entry + Entry.length)
  }
}
