/// An entry of the section table, as it stands in the file.
package struct SectionEntry {
  /// Where the entry is.
  package let place: Int
  package let kind: SectionKind
  package let checksum: UInt32
  package let offset: UInt64
  package let length: UInt64
  package let reserved: UInt64

  /// Reads entry `index`; the caller has checked that the table is there.
  package init(_ file: Bytes, _ index: Int) {
    place = FileLayout.headerSize + index * FileLayout.entrySize
    kind = SectionKind(rawValue: file.load(place + FileLayout.Entry.kind, as: UInt32.self))
    checksum = file.load(place + FileLayout.Entry.checksum, as: UInt32.self)
    offset = file.load(place + FileLayout.Entry.offset, as: UInt64.self)
    length = file.load(place + FileLayout.Entry.length, as: UInt64.self)
    reserved = file.load(place + FileLayout.Entry.reserved, as: UInt64.self)
  }

  /// Where the section's offset stands.
  var offsetPlace: Int { place + FileLayout.Entry.offset }
}
