/// A `.hsm` file whose structure and checksums, that of the weights excepted, have been checked.
///
/// A view: the bytes are somebody else's (see `FileImage`), and opening allocates nothing.
package struct ContainerFile {
  package let bytes: Bytes
  package let kind: FileKind
  package let sectionCount: Int

  /// Checks a whole file.
  package init(_ bytes: Bytes) throws(ContainerError) {
    let header = try FileHeader(bytes, size: UInt64(bytes.count))
    try Self.checkHeader(header, of: bytes)
    try Self.checkPlaces(header, of: bytes)
    kind = try Self.checkMixture(header, of: bytes)
    try Self.checkSums(header, of: bytes)
    self.bytes = bytes
    sectionCount = header.sections
  }

  /// SHA-256 of the model's source: of this model, or of the one that a direction or latent code
  /// belongs to.
  package var identity: Bytes {
    bytes.checked(FileLayout.Header.identity, FileLayout.identitySize)
  }

  /// How many sections of a kind there are.
  package func count(of kind: SectionKind) -> Int {
    var count = 0
    for index in 0..<sectionCount where entry(index).kind == kind { count += 1 }
    return count
  }

  /// The `index`-th section of a kind, in file order; its bytes know their place in the file.
  package func section(_ kind: SectionKind, _ index: Int = 0) -> Bytes? {
    var remaining = index
    for position in 0..<sectionCount where entry(position).kind == kind {
      if remaining == 0 { return bytes(of: entry(position)) }
      remaining -= 1
    }
    return nil
  }

  /// Where the `index`-th section of a kind begins in the file.
  package func offset(of kind: SectionKind, _ index: Int = 0) -> Int? {
    section(kind, index)?.origin
  }

  /// The kind of the section that holds a byte of the file; nil in the header and in padding.
  package func sectionKind(at offset: Int) -> SectionKind? {
    for index in 0..<sectionCount {
      let section = bytes(of: entry(index))
      if offset >= section.origin, offset - section.origin < section.count {
        return entry(index).kind
      }
    }
    return nil
  }

  private func entry(_ index: Int) -> SectionEntry { SectionEntry(bytes, index) }

  private func bytes(of entry: SectionEntry) -> Bytes {
    // checkPlaces proved that both fit.
    bytes.checked(Int(entry.offset), Int(entry.length))
  }
}
