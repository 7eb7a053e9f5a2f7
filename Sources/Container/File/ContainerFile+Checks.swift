extension ContainerFile {
  /// Checks that the section table is there, its checksum, and the header's zero.
  static func checkHeader(_ header: FileHeader, of file: Bytes) throws(ContainerError) {
    guard header.tableEnd <= file.count else {
      throw ContainerError(.truncated, offset: file.count, value: Int64(header.tableEnd))
    }
    let field = FileLayout.Header.checksum
    var sum = Checksum()
    sum.update(file.checked(0, field))
    sum.update(.zeros(4))
    sum.update(file.checked(field + 4, header.tableEnd - field - 4))
    guard sum.value == header.checksum else {
      throw ContainerError(.headerChecksum, offset: field, value: Int64(header.checksum))
    }
    let reserved = file.load(FileLayout.Header.reserved, as: UInt32.self)
    guard reserved == 0 else {
      throw ContainerError(
        .reservedNotZero, offset: FileLayout.Header.reserved, value: Int64(reserved))
    }
  }

  /// Checks that the sections tile the file, with zeros between them.
  static func checkPlaces(_ header: FileHeader, of file: Bytes) throws(ContainerError) {
    var tiling = Tiling(end: header.tableEnd, limit: header.length)
    for index in 0..<header.sections {
      let entry = SectionEntry(file, index)
      guard entry.kind.limit != nil else {
        throw ContainerError(
          .unknownSection, offset: entry.place, value: Int64(entry.kind.rawValue))
      }
      guard entry.length > 0 else {
        throw ContainerError(
          .emptySection, offset: entry.place + FileLayout.Entry.length, section: entry.kind)
      }
      guard entry.reserved == 0 else {
        throw ContainerError(
          .reservedNotZero, offset: entry.place + FileLayout.Entry.reserved,
          value: entry.reserved, section: entry.kind)
      }
      let before = tiling.end
      if let fault = tiling.append(entry.offset, entry.length, alignment: entry.kind.alignment) {
        throw ContainerError(
          fault, offset: entry.offsetPlace, value: entry.offset, section: entry.kind)
      }
      try file.checkZeros(before, upTo: Int(entry.offset), section: nil)
    }
    guard tiling.end == header.length else {
      throw ContainerError(.trailingBytes, offset: tiling.end, value: Int64(header.length))
    }
  }

  /// Checks which sections there are, and says what that makes the file.
  static func checkMixture(
    _ header: FileHeader, of file: Bytes
  ) throws(ContainerError) -> FileKind {
    var kind: FileKind?
    for index in 0..<header.sections {
      let entry = SectionEntry(file, index)
      if let own = entry.kind.fileKind {
        guard kind == nil || kind == own else {
          throw ContainerError(.mixedSections, offset: entry.place, section: entry.kind)
        }
        kind = own
      }
      let soFar = count(of: entry.kind, in: file, upTo: index) + 1
      guard let limit = entry.kind.limit, soFar <= limit else {
        throw ContainerError(
          .duplicateSection, offset: entry.place, value: Int64(soFar), section: entry.kind)
      }
    }
    guard let kind else {
      throw ContainerError(.missingSection, offset: FileLayout.Header.sections)
    }
    if kind == .model { try checkModel(header, of: file) }
    if kind == .latent, count(of: .latent, in: file, upTo: header.sections) == 0 {
      throw ContainerError(
        .missingSection, offset: FileLayout.Header.sections, section: .latent)
    }
    return kind
  }

  /// Checks that a model has everything that makes one.
  private static func checkModel(_ header: FileHeader, of file: Bytes) throws(ContainerError) {
    let needed: InlineArray<4, SectionKind> = [.tensors, .weights, .program, .schedule]
    for index in needed.indices
    where count(of: needed[index], in: file, upTo: header.sections) == 0 {
      throw ContainerError(
        .missingSection, offset: FileLayout.Header.sections, section: needed[index])
    }
  }

  private static func count(of kind: SectionKind, in file: Bytes, upTo end: Int) -> Int {
    var count = 0
    for index in 0..<end where SectionEntry(file, index).kind == kind { count += 1 }
    return count
  }

  /// Checks the checksums of all sections but the weights, which `verify` reads.
  static func checkSums(_ header: FileHeader, of file: Bytes) throws(ContainerError) {
    for index in 0..<header.sections {
      let entry = SectionEntry(file, index)
      if entry.kind != .weights { try checkSum(entry, of: file) }
    }
  }

  /// Checks the checksum of the weights: reads the whole file.
  package func verify() throws(ContainerError) {
    for index in 0..<sectionCount {
      let entry = SectionEntry(bytes, index)
      if entry.kind == .weights { try Self.checkSum(entry, of: bytes) }
    }
  }

  private static func checkSum(_ entry: SectionEntry, of file: Bytes) throws(ContainerError) {
    let section = file.checked(Int(entry.offset), Int(entry.length))
    guard Checksum.of(section) == entry.checksum else {
      throw ContainerError(
        .sectionChecksum, offset: section.origin, value: Int64(entry.checksum),
        section: entry.kind)
    }
  }
}
