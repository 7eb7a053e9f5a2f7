/// The type of a tensor's elements; the numbers are the file's.
package enum ElementType: UInt32, Sendable {
  case float32 = 1
  case float16 = 2
  case int8 = 3

  /// Bytes of an element.
  package var size: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    case .int8: 1
    }
  }
}
