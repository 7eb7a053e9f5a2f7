/// Writes a file of one section, a direction, a latent code or statistics, without allocating.
package struct SectionWriter {
  private let kind: SectionKind
  private let identity: Bytes
  private let parts: InlineArray<5, Bytes>

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
  package var fileLength: Int { FilePrefix.size + sectionLength }

  /// Hands the file to a sink, piece by piece in file order, until it throws.
  package func write<E: Error>(_ sink: (Bytes) throws(E) -> Void) throws(E) {
    precondition(sectionLength > 0)
    var storage = InlineArray<128, UInt8>(repeating: 0)
    // The bytes outlive the closure, which is the only one to use them.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let bytes = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
      let prefix = unsafe Slice(base: bytes, count: FilePrefix.size)
      FilePrefix.fill(
        prefix, identity: identity,
        FilePrefix.Section(kind: kind, checksum: sectionChecksum, length: sectionLength))
      try sink(prefix.bytes)
    }
    for index in parts.indices where parts[index].count > 0 { try sink(parts[index]) }
  }

  private var sectionChecksum: UInt32 {
    var sum = Checksum()
    for index in parts.indices { sum.update(parts[index]) }
    return sum.value
  }
}
