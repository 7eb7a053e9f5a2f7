/// A program that can't be used, and the operation where that shows.
package struct ProgramError: Error {
  /// What is wrong.
  package enum Reason: UInt8 {
    case truncated, counts, reserved, string, duplicateName, inputKind, inputExtents
    case operationKind, operand, unusedField, tensorIndex, parameter
    case deadValue, namedValue, missingName
    case tensorShape, tensorType, channels, groups, heads, extents, tooLarge
    case memory
  }

  package let reason: Reason
  /// Index of the operation, or -1.
  package let operation: Int
  /// Byte offset inside the section, or -1.
  package let offset: Int
  /// The offending value, or 0.
  package let value: Int64

  package init(_ reason: Reason, operation: Int = -1, offset: Int = -1, value: Int64 = 0) {
    self.reason = reason
    self.operation = operation
    self.offset = offset
    self.value = value
  }

  /// The fault as a sentence without its end.
  package var sentence: StaticString {
    switch reason {
    case .truncated: "the program ends before its tables do"
    case .counts: "the program's number of inputs, operations or names is out of range"
    case .reserved: "a field that must be zero is not"
    case .string: "a name in the program is empty, too long or not text"
    case .duplicateName: "two values have the same name"
    case .inputKind: "an input has an unknown kind"
    case .inputExtents: "an input's channels, height or width are out of range"
    case .operationKind: "the operation's kind is not known"
    case .operand: "the operation uses a value that is not computed before it"
    case .unusedField: "the operation sets a field that its kind does not use"
    case .tensorIndex: "the operation uses a tensor that does not exist"
    case .parameter: "a parameter of the operation is out of range"
    case .deadValue: "the operation's value is never used"
    case .namedValue: "a name stands for a value that does not exist"
    case .missingName: "the program does not name a value that it must name"
    case .tensorShape: "a tensor's shape does not fit the operation"
    case .tensorType: "a tensor's element type or layout does not fit the operation"
    case .channels: "the operation's inputs have channels that do not fit together"
    case .groups: "the number of groups does not divide the channels"
    case .heads: "the number of heads does not divide the channels"
    case .extents:
      "the operation's inputs have heights or widths that do not fit (not a multiple of 2^k?)"
    case .tooLarge: "the operation's value is too large for this machine"
    case .memory: "there is not enough memory for the plan"
    }
  }
}
