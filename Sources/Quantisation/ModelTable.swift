import Container

/// Header, section table and `TENS` of the new file, made from those of the old one.
///
/// Sections stay in their order. What they hold stays too, but for `TENS` and `WGHT`.
struct ModelTable {
  /// Header and section table, then `TENS`.
  private let storage: Slice<UInt8>
  private let prefixSize: Int
  private let sectionCount: Int
  private let tensorCount: Int

  private static func prefixSize(_ file: ContainerFile) -> Int {
    FileLayout.headerSize + file.sectionCount * FileLayout.entrySize
  }

  /// Bytes that the tables of a file take.
  static func size(_ file: ContainerFile) -> Int {
    prefixSize(file) + (file.section(.tensors)?.count ?? 0)
  }

  /// Copies the old tables.
  init(_ file: ContainerFile, _ tensors: TensorTable, in storage: Slice<UInt8>) {
    precondition(storage.count == Self.size(file))
    self.storage = storage
    prefixSize = Self.prefixSize(file)
    sectionCount = file.sectionCount
    tensorCount = tensors.count
    storage.copy(file.bytes.checked(0, prefixSize), at: 0)
    if let section = file.section(.tensors) { storage.copy(section, at: prefixSize) }
  }

  /// Header and section table.
  var prefix: Bytes { storage.bytes.checked(0, prefixSize) }

  /// The `TENS` section.
  var tensors: Bytes { storage.bytes.checked(prefixSize, storage.count - prefixSize) }

  /// A tensor's record.
  func record(_ index: Int) -> TensorRecord {
    TensorRecord(bytes: storage.bytes.checked(place(index), TensorRecord.size))
  }

  /// A section's entry.
  func entry(_ index: Int) -> SectionEntry { SectionEntry(storage.bytes, index) }

  func setElement(_ index: Int, _ element: ElementType) {
    storage.store(element.rawValue, at: place(index) + TensorRecord.Field.element)
  }

  func setChecksum(_ index: Int, _ sum: UInt32) {
    storage.store(sum, at: place(index) + TensorRecord.Field.checksum)
  }

  /// Where a tensor's record lies in the storage.
  private func place(_ index: Int) -> Int {
    precondition(index >= 0 && index < tensorCount)
    return prefixSize + TensorTable.headerSize + index * TensorRecord.size
  }
}

extension ModelTable {
  /// Gives every tensor and section its place, from the types that tensors have now.
  func layOut() throws(ContainerError) {
    var end: UInt64 = 0
    for index in 0..<tensorCount {
      let record = record(index)
      guard let length = record.neededLength else {
        throw record.fault(.tensorTooLarge, TensorRecord.Field.extents, 0)
      }
      // No payload is more than eight times an old one, which was in memory: 64 bits hold the sum.
      let offset = aligned(end, FileLayout.alignment)
      storage.store(offset, at: place(index) + TensorRecord.Field.offset)
      storage.store(length, at: place(index) + TensorRecord.Field.length)
      end = offset + length
    }
    try layOutSections(weights: end)
  }

  private func layOutSections(weights: UInt64) throws(ContainerError) {
    var end = UInt64(prefixSize)
    for index in 0..<sectionCount {
      let entry = entry(index)
      let length = entry.kind == .weights ? weights : entry.length
      let offset = aligned(end, entry.kind.alignment)
      storage.store(offset, at: entry.place + FileLayout.Entry.offset)
      storage.store(length, at: entry.place + FileLayout.Entry.length)
      end = offset + length
    }
    guard Int(exactly: end) != nil else {
      throw ContainerError(.tooLarge, offset: -1, value: end)
    }
    storage.store(end, at: FileLayout.Header.length)
  }

  /// Enters the sections' checksums, when every tensor has its own, and the header's.
  func seal(weights: UInt32) {
    for index in 0..<sectionCount {
      let entry = entry(index)
      let place = entry.place + FileLayout.Entry.checksum
      if entry.kind == .tensors { storage.store(Checksum.of(tensors), at: place) }
      if entry.kind == .weights { storage.store(weights, at: place) }
    }
    storage.store(0 as UInt32, at: FileLayout.Header.checksum)
    storage.store(Checksum.of(prefix), at: FileLayout.Header.checksum)
  }

  private func aligned(_ offset: UInt64, _ alignment: Int) -> UInt64 {
    (offset + UInt64(alignment) - 1) & ~(UInt64(alignment) - 1)
  }
}
