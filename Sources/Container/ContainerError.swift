/// A file that is not what it should be, or that the system would not hand over, and where.
package struct ContainerError: Error, Equatable {
  package let reason: Reason
  /// Byte offset in the file, or -1.
  package let offset: Int
  /// The offending value, 0 where there is none; an errno in failures of the system.
  package let value: Int64
  /// The section concerned, or nil for the header and the file as a whole.
  package let section: SectionKind?

  package init(_ reason: Reason, offset: Int, value: Int64 = 0, section: SectionKind? = nil) {
    self.reason = reason
    self.offset = offset
    self.value = value
    self.section = section
  }

  /// An error with an unsigned value of the file; what no Int64 can hold becomes its maximum.
  package init(_ reason: Reason, offset: Int, value: UInt64, section: SectionKind? = nil) {
    self.init(reason, offset: offset, value: Int64(clamping: value), section: section)
  }

  /// What is wrong, for people.
  package var sentence: StaticString { reason.sentence }
}
