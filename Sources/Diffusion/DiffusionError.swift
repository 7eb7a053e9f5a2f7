/// A schedule, step sequence, direction or latent code that cannot be, and why.
package struct DiffusionError: Error, Equatable {
  package let reason: DiffusionFault
  /// Byte offset in the file, or -1 when the value came from the caller.
  package let offset: Int
  /// The offending value.
  package let value: Double

  package init(_ reason: DiffusionFault, offset: Int = -1, value: Double) {
    self.reason = reason
    self.offset = offset
    self.value = value
  }

  package init(_ reason: DiffusionFault, offset: Int = -1, value: some BinaryInteger) {
    self.init(reason, offset: offset, value: Double(value))
  }

  /// What is wrong, for people.
  package var sentence: StaticString { reason.sentence }
}
