/// The constants of FORMAT.md that readers and writers share.
package enum FileLayout {
  /// The magic `89 48 53 4D 0D 0A 1A 0A` as a little-endian number.
  package static var magic: UInt64 { 0x0A1A_0A0D_4D53_4889 }
  package static var version: UInt32 { 1 }
  package static var headerSize: Int { 64 }
  package static var entrySize: Int { 32 }
  package static var maximumSections: Int { 64 }
  package static var identitySize: Int { 32 }
  /// Of sections, tensors and everything that holds floats.
  package static var alignment: Int { 64 }
  /// Of `WGHT`: a page on every processor.
  package static var weightAlignment: Int { 16384 }

  /// Offsets in the header.
  package enum Header {
    package static var version: Int { 8 }
    package static var sections: Int { 12 }
    package static var length: Int { 16 }
    package static var checksum: Int { 24 }
    package static var reserved: Int { 28 }
    package static var identity: Int { 32 }
  }

  /// Offsets in an entry of the section table.
  package enum Entry {
    package static var kind: Int { 0 }
    package static var checksum: Int { 4 }
    package static var offset: Int { 8 }
    package static var length: Int { 16 }
    package static var reserved: Int { 24 }
  }
}
