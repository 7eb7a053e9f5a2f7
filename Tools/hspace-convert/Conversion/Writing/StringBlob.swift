/// The strings at the end of a section.
struct StringBlob {
  /// Where a string lies in the blob.
  struct Reference: Equatable {
    let offset: UInt32
    let length: UInt32
  }

  private(set) var bytes: [UInt8] = []

  /// Appends a string; an empty one takes no place.
  mutating func add(_ string: String) -> Reference {
    let text = Array(string.utf8)
    guard !text.isEmpty else { return Reference(offset: 0, length: 0) }
    defer { bytes.append(contentsOf: text) }
    return Reference(offset: UInt32(bytes.count), length: UInt32(text.count))
  }
}
