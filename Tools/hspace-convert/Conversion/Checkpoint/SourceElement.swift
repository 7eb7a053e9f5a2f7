/// An element type that weights can be stored in.
enum SourceElement: String, CaseIterable {
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"

  var size: Int { self == .f32 ? 4 : 2 }

  /// Widens little-endian elements without rounding.
  func widen(_ bytes: [UInt8], into values: inout [Float]) {
    let count = bytes.count / size
    if values.count != count { values = [Float](repeating: 0, count: count) }
    let source = bytes.span
    var target = values.mutableSpan
    switch self {
    case .f32:
      for i in 0..<count {
        let bits =
          UInt32(source[4 * i]) | UInt32(source[4 * i + 1]) << 8
          | UInt32(source[4 * i + 2]) << 16 | UInt32(source[4 * i + 3]) << 24
        target[i] = Float(bitPattern: bits)
      }
    case .f16:
      for i in 0..<count {
        let bits = UInt16(source[2 * i]) | UInt16(source[2 * i + 1]) << 8
        target[i] = Float(Float16(bitPattern: bits))
      }
    case .bf16:
      for i in 0..<count {
        let bits = UInt32(source[2 * i]) << 16 | UInt32(source[2 * i + 1]) << 24
        target[i] = Float(bitPattern: bits)
      }
    }
  }
}
