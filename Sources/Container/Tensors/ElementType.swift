/// The type of a tensor's elements; the numbers are the file's.
package enum ElementType: UInt32, Sendable {
  case float32 = 1
  case float16 = 2
  case int8 = 3
  /// Integers of 10 bits in two parts.
  case int10 = 4

  /// Whether a weight is an integer times the scale of its output.
  package var isInteger: Bool { self == .int8 || self == .int10 }

  /// Bytes of an element.
  package var size: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    case .int8: 1
    case .int10: 2
    }
  }
}
