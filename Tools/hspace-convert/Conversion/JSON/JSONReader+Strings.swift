extension JSONReader {
  /// Reads a string, opening quote included.
  mutating func string() throws(ConversionError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while true {
      guard let byte = current else { throw error("a string has no end", at: start) }
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw error("a string is not valid UTF-8", at: start)
        }
        return valid
      case UInt8(ascii: "\\"):
        text.append(contentsOf: String(Character(try escape())).utf8)
      case 0..<0x20:
        throw error("a control character in a string")
      default:
        text.append(byte)
        position += 1
      }
    }
  }

  /// Reads an escape, backslash included.
  private mutating func escape() throws(ConversionError) -> Unicode.Scalar {
    let start = position
    position += 2
    switch start + 1 < bytes.count ? bytes[start + 1] : 0 {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(start)
    default: throw error("an unknown escape", at: start)
    }
  }

  /// Reads what follows `\u`: a scalar, or the two halves of a surrogate pair.
  private mutating func unicodeEscape(_ start: Int) throws(ConversionError) -> Unicode.Scalar {
    var code = try codeUnit(start)
    if code & 0xFC00 == 0xD800, bytes[position...].starts(with: "\\u".utf8) {
      position += 2
      let low = try codeUnit(start)
      guard low & 0xFC00 == 0xDC00 else { throw error("a lone surrogate", at: start) }
      code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
    }
    guard let scalar = Unicode.Scalar(code) else { throw error("a lone surrogate", at: start) }
    return scalar
  }

  private mutating func codeUnit(_ start: Int) throws(ConversionError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error("an escape without four hexadecimal digits", at: start)
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }
}
