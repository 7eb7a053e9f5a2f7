/// A file that is not what it should be, and where.
package struct ContainerError: Error {
  /// What is wrong; the sentence is for people.
  package enum Reason: UInt8 {
    case truncated
  }

  package let reason: Reason
  /// Byte offset in the file, or -1.
  package let offset: Int
  /// The offending value, or 0.
  package let value: Int64

  package init(_ reason: Reason, offset: Int, value: Int64 = 0) {
    self.reason = reason
    self.offset = offset
    self.value = value
  }
}
