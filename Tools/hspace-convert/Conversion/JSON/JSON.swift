/// A JSON value; objects keep the order of their members.
indirect enum JSON: Equatable {
  case null
  case bool(Bool)
  /// A number without fraction and exponent that fits.
  case integer(Int)
  case real(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A name and a value in an object.
  struct Member: Equatable {
    let key: String
    let value: JSON
  }
}

extension JSON: CustomStringConvertible {
  /// The value as a person would write it into an error, shortened.
  var description: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .real(let value): "\(value)"
    case .string(let value): value.count > 80 ? "\"\(value.prefix(80))...\"" : "\"\(value)\""
    case .array(let values):
      "[" + values.prefix(8).map(\.description).joined(separator: ", ")
        + (values.count > 8 ? ", ...]" : "]")
    case .object: "an object"
    }
  }
}

extension JSON: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .string(value) }
}
