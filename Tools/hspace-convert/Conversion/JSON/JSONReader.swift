/// A strict reader of JSON (RFC 8259): anything doubtful is an error at a byte offset.
///
/// Refuses duplicate keys, values nested deeper than 64, more than 200,000 values, numbers that no double
/// holds, invalid UTF-8, lone surrogates and anything behind the value.
struct JSONReader {
  static let deepest = 64
  static let mostValues = 200_000

  let bytes: [UInt8]
  let file: String
  var position = 0
  /// Where the text starts in its file, so that errors give the file's offsets.
  let origin: Int
  private var values = 0

  /// Reads one value from a whole text that starts at a file's offset `origin`.
  static func read(_ bytes: [UInt8], file: String, origin: Int = 0) throws(ConversionError) -> JSON
  {
    var reader = JSONReader(bytes: bytes, file: file, origin: origin)
    let value = try reader.value(depth: 1)
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.error("text follows the JSON value") }
    return value
  }

  private init(bytes: [UInt8], file: String, origin: Int) {
    self.bytes = bytes
    self.file = file
    self.origin = origin
  }

  var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  func error(_ problem: String, at offset: Int? = nil) -> ConversionError {
    ConversionError(
      file, "byte \(origin + (offset ?? position))", problem,
      remedy: "replace the file by an intact copy")
  }

  private mutating func value(depth: Int) throws(ConversionError) -> JSON {
    skipSpace()
    values += 1
    guard values <= Self.mostValues else { throw error("more than \(Self.mostValues) JSON values") }
    guard depth <= Self.deepest else { throw error("JSON nested deeper than \(Self.deepest)") }
    guard let first = current else { throw error("the JSON text ends too early") }
    switch first {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("no JSON value starts here")
    }
  }

  private mutating func object(depth: Int) throws(ConversionError) -> JSON {
    position += 1
    var members: [JSON.Member] = []
    var keys: Set<String> = []
    if skip("}") { return .object([]) }
    repeat {
      skipSpace()
      let start = position
      guard current == UInt8(ascii: "\"") else { throw error("an object's key is missing") }
      let key = try string()
      guard keys.insert(key).inserted else { throw error("duplicate key \"\(key)\"", at: start) }
      guard skip(":") else { throw error("a colon is missing") }
      members.append(JSON.Member(key: key, value: try value(depth: depth + 1)))
    } while skip(",")
    guard skip("}") else { throw error("a comma or closing brace is missing") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(ConversionError) -> JSON {
    position += 1
    var elements: [JSON] = []
    if skip("]") { return .array([]) }
    repeat { elements.append(try value(depth: depth + 1)) } while skip(",")
    guard skip("]") else { throw error("a comma or closing bracket is missing") }
    return .array(elements)
  }

  private mutating func word(_ text: String, _ value: JSON) throws(ConversionError) -> JSON {
    let expected = Array(text.utf8)
    guard bytes[position...].starts(with: expected) else {
      throw error("no JSON value starts here")
    }
    position += expected.count
    return value
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// Skips space and one character; false when the next one is another.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard current == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
