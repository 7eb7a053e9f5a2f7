import Container

/// A copy of a name for a message that outlives the file; cut to 96 bytes.
package struct NameCopy: Sendable {
  package private(set) var bytes = InlineArray<96, UInt8>(repeating: 0)
  package let count: Int

  package init(_ name: Bytes) {
    count = min(96, name.count)
    for index in 0..<count { bytes[index] = name.load(index, as: UInt8.self) }
  }
}
