import CHSpace

/// How a session stores values between operations.
package enum Storage: String, CaseIterable, Sendable {
  case float32 = "f32"
  case float16 = "f16"
  case int8

  var number: UInt32 {
    switch self {
    case .float32: HSP_STORAGE_F32.rawValue
    case .float16: HSP_STORAGE_F16.rawValue
    case .int8: HSP_STORAGE_INT8.rawValue
    }
  }
}
