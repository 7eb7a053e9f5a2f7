/// Writes a file of one section, a direction, a latent code or statistics, without allocating.
package struct SectionWriter {
  private let kind: SectionKind
  private let identity: Bytes
  private let parts: InlineArray<5, Bytes>

  /// Header and table, padded to the section's offset.
  private static var prefixSize: Int { 128 }

  /// A section made of parts, one behind the other; `Bytes.zeros` pads between them.
  package init(
    _ kind: SectionKind, identity: Bytes, _ first: Bytes, _ second: Bytes = .empty,
    _ third: Bytes = .empty, _ fourth: Bytes = .empty, _ fifth: Bytes = .empty
  ) {
    precondition(kind == .direction || kind == .latent || kind == .statistics)
    precondition(identity.count == FileLayout.identitySize)
    self.kind = kind
    self.identity = identity
    parts = [first, second, third, fourth, fifth]
  }

  /// Bytes of the section.
  package var sectionLength: Int {
    var length = 0
    for index in parts.indices { length += parts[index].count }
    return length
  }

  /// Bytes of the file.
  package var fileLength: Int { Self.prefixSize + sectionLength }

  /// Hands the file to a sink, piece by piece in file order, until it throws.
  package func write<E: Error>(_ sink: (Bytes) throws(E) -> Void) throws(E) {
    precondition(sectionLength > 0)
    var storage = InlineArray<128, UInt8>(repeating: 0)
    // The bytes outlive the closure, which is the only one to use them.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let bytes = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
      let prefix = unsafe Slice(base: bytes, count: Self.prefixSize)
      fill(prefix)
      try sink(prefix.bytes)
    }
    for index in parts.indices where parts[index].count > 0 { try sink(parts[index]) }
  }

  private func fill(_ prefix: Slice<UInt8>) {
    typealias Header = FileLayout.Header
    typealias Entry = FileLayout.Entry
    let entry = FileLayout.headerSize
    prefix.store(FileLayout.magic, at: 0)
    prefix.store(FileLayout.version, at: Header.version)
    prefix.store(UInt32(1), at: Header.sections)
    prefix.store(UInt64(fileLength), at: Header.length)
    for index in 0..<identity.count {
      prefix[Header.identity + index] = identity.load(index, as: UInt8.self)
    }
    prefix.store(kind.rawValue, at: entry + Entry.kind)
    prefix.store(sectionChecksum, at: entry + Entry.checksum)
    prefix.store(UInt64(Self.prefixSize), at: entry + Entry.offset)
    prefix.store(UInt64(sectionLength), at: entry + Entry.length)
    // The checksum's own field is still zero, as it has to be.
    let sum = Checksum.of(prefix.bytes.checked(0, entry + FileLayout.entrySize))
    prefix.store(sum, at: Header.checksum)
  }

  private var sectionChecksum: UInt32 {
    var sum = Checksum()
    for index in parts.indices { sum.update(parts[index]) }
    return sum.value
  }
}
