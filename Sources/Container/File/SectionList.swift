/// Writes a file of several whole sections of one kind, without allocating.
package struct SectionList {
  /// As many as a file of directions may have.
  package static let maximum = 32
  private let kind: SectionKind
  private let identity: Bytes
  private var sections: InlineArray<32, Bytes> = InlineArray(repeating: .empty)
  package private(set) var count = 0

  package init(_ kind: SectionKind, identity: Bytes) {
    precondition(kind == .direction)
    precondition(identity.count == FileLayout.identitySize)
    self.kind = kind
    self.identity = identity
  }

  /// Adds a section; the caller has checked that there are at most 32.
  package mutating func append(_ section: Bytes) {
    precondition(section.count > 0)
    sections[count] = section
    count += 1
  }

  /// Header and table, padded to the first section's offset.
  private var prefixSize: Int {
    Self.aligned(FileLayout.headerSize + count * FileLayout.entrySize)
  }

  private static func aligned(_ offset: Int) -> Int {
    (offset + FileLayout.alignment - 1) & ~(FileLayout.alignment - 1)
  }

  /// Hands the file to a sink, piece by piece in file order, until it throws.
  package func write<E: Error>(_ sink: (Bytes) throws(E) -> Void) throws(E) {
    precondition(count > 0)
    var storage = InlineArray<1088, UInt8>(repeating: 0)
    // The bytes outlive the closure, which is the only one to use them.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let bytes = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
      let prefix = unsafe Slice(base: bytes, count: prefixSize)
      fill(prefix)
      try sink(prefix.bytes)
    }
    for index in 0..<count {
      let length = sections[index].count
      try sink(sections[index])
      let padding = Self.aligned(length) - length
      if index + 1 < count, padding > 0 { try sink(.zeros(padding)) }
    }
  }

  private func fill(_ prefix: Slice<UInt8>) {
    typealias Header = FileLayout.Header
    typealias Entry = FileLayout.Entry
    prefix.store(FileLayout.magic, at: 0)
    prefix.store(FileLayout.version, at: Header.version)
    prefix.store(UInt32(count), at: Header.sections)
    for index in 0..<identity.count {
      prefix[Header.identity + index] = identity.load(index, as: UInt8.self)
    }
    var offset = prefixSize
    for index in 0..<count {
      let entry = FileLayout.headerSize + index * FileLayout.entrySize
      offset = Self.aligned(offset)
      prefix.store(kind.rawValue, at: entry + Entry.kind)
      prefix.store(Checksum.of(sections[index]), at: entry + Entry.checksum)
      prefix.store(UInt64(offset), at: entry + Entry.offset)
      prefix.store(UInt64(sections[index].count), at: entry + Entry.length)
      offset += sections[index].count
    }
    prefix.store(UInt64(offset), at: Header.length)
    // The checksum's own field is still zero, as it has to be.
    let table = FileLayout.headerSize + count * FileLayout.entrySize
    prefix.store(Checksum.of(prefix.bytes.checked(0, table)), at: Header.checksum)
  }
}
