/// How a value is stored during a run.
package enum StorageFormat: Int32, BitwiseCopyable {
  case float32 = 0
  case float16 = 1
  /// 8-bit integers with one scale for each pixel.
  case int8 = 2

  /// Bytes of one number.
  package var bytes: Int {
    switch self {
    case .float32: 4
    case .float16: 2
    case .int8: 1
    }
  }
}
