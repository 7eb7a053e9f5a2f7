/// Writes a file of two sections, the second of which is too long to be in memory: its pieces are asked for twice.
package struct LongSectionWriter {
  private let first: SectionKind
  private let second: SectionKind
  private let identity: Bytes
  private let head: Bytes
  private let tail: Bytes
  private let pieces: Int

  /// The first section is head, piece 0 and tail; the second one all other pieces.
  package init(
    _ first: SectionKind, _ second: SectionKind, identity: Bytes, head: Bytes, tail: Bytes,
    pieces: Int
  ) {
    precondition(pieces >= 2)
    self.first = first
    self.second = second
    self.identity = identity
    self.head = head
    self.tail = tail
    self.pieces = pieces
  }

  /// Hands the file to a sink, piece by piece in file order, until it throws.
  package func write<E: Error>(
    piece: (Int) throws(E) -> Bytes, sink: (Bytes) throws(E) -> Void
  ) throws(E) {
    var (one, other) = (Checksum(), Checksum())
    one.update(head)
    let start = try piece(0)
    one.update(start)
    one.update(tail)
    let length = head.count + start.count + tail.count
    var otherLength = 0
    for index in 1..<pieces {
      let bytes = try piece(index)
      other.update(bytes)
      otherLength += bytes.count
    }
    var storage = InlineArray<128, UInt8>(repeating: 0)
    // The bytes outlive the closure, which is the only one to use them.
    try unsafe withUnsafeMutablePointer(to: &storage) { (pointer) throws(E) in
      let bytes = unsafe UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: UInt8.self)
      let prefix = unsafe Slice(base: bytes, count: FilePrefix.size)
      FilePrefix.fill(
        prefix, identity: identity,
        FilePrefix.Section(kind: first, checksum: one.value, length: length),
        FilePrefix.Section(kind: second, checksum: other.value, length: otherLength))
      try sink(prefix.bytes)
    }
    try sink(head)
    try sink(try piece(0))
    if tail.count > 0 { try sink(tail) }
    let padding = FilePrefix.second(behind: length) - FilePrefix.size - length
    if padding > 0 { try sink(.zeros(padding)) }
    for index in 1..<pieces { try sink(try piece(index)) }
  }
}
