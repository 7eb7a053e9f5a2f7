/// An element type of a checkpoint; raw values as in safetensors.
enum SourceElement: String, CaseIterable {
  case f32 = "F32"
  case f16 = "F16"
  case bf16 = "BF16"
  case f64 = "F64"
  // Counters and indices, which no network here reads.
  case i64 = "I64"
  case i32 = "I32"
  case i16 = "I16"
  case i8 = "I8"
  case u8 = "U8"
  case bool = "BOOL"

  var size: Int {
    switch self {
    case .f64, .i64: 8
    case .f32, .i32: 4
    case .f16, .bf16, .i16: 2
    case .i8, .u8, .bool: 1
    }
  }

  /// Whether weights can be stored in it.
  var isFloat: Bool {
    switch self {
    case .f32, .f16, .bf16, .f64: true
    case .i64, .i32, .i16, .i8, .u8, .bool: false
    }
  }

  /// Turns little-endian elements into f32, which rounds those of f64 and large integers alone.
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
    case .f64:
      for i in 0..<count {
        var bits: UInt64 = 0
        for byte in 0..<8 { bits |= UInt64(source[8 * i + byte]) << UInt64(8 * byte) }
        target[i] = Float(Double(bitPattern: bits))
      }
    case .i64, .i32, .i16, .i8, .u8, .bool:
      for i in 0..<count {
        var bits: UInt64 = 0
        for byte in 0..<size { bits |= UInt64(source[size * i + byte]) << UInt64(8 * byte) }
        // The sign bit goes to the top and comes down again.
        let unused = UInt64(64 - 8 * size)
        target[i] =
          isSigned ? Float(Int64(bitPattern: bits << unused) >> Int64(unused)) : Float(bits)
      }
    }
  }

  private var isSigned: Bool { self != .u8 && self != .bool }
}
