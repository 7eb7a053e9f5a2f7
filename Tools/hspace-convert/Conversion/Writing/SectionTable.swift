import Container

/// Header and section table of a file whose sections' sizes are known.
struct SectionTable {
  private let kinds: [SectionKind]
  private let sizes: [Int]
  private(set) var offsets: [Int] = []
  /// Bytes of the file.
  private(set) var fileSize: Int

  init(_ sections: [(kind: SectionKind, size: Int)]) {
    kinds = sections.map(\.kind)
    sizes = sections.map(\.size)
    fileSize = FileLayout.headerSize + FileLayout.entrySize * sections.count
    for section in sections {
      offsets.append(aligned(fileSize, section.kind.alignment))
      fileSize = offsets[offsets.count - 1] + section.size
    }
  }

  /// The bytes at the start of the file.
  func bytes(identity: [UInt8], checksums: [UInt32]) -> [UInt8] {
    var sum = Checksum()
    sum.update(bytes(identity: identity, checksums: checksums, own: 0))
    return bytes(identity: identity, checksums: checksums, own: sum.value)
  }

  private func bytes(identity: [UInt8], checksums: [UInt32], own: UInt32) -> [UInt8] {
    precondition(identity.count == FileLayout.identitySize && checksums.count == kinds.count)
    var bytes = ByteBuffer()
    bytes.append(FileLayout.magic)
    bytes.append(FileLayout.version)
    bytes.append(UInt32(kinds.count))
    bytes.append(UInt64(fileSize))
    bytes.append(own)
    bytes.append(0 as UInt32)
    bytes.append(identity)
    for index in kinds.indices {
      bytes.append(kinds[index].rawValue)
      bytes.append(checksums[index])
      bytes.append(UInt64(offsets[index]))
      bytes.append(UInt64(sizes[index]))
      bytes.append(0 as UInt64)
    }
    return bytes.bytes
  }
}
