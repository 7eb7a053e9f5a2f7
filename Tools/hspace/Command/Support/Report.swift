import Foundation

/// An ordered list of facts, printed as a table or as JSON.
struct Report {
  struct Fact {
    let key: String
    let value: Value
  }

  private(set) var facts: [Fact] = []

  mutating func add(_ key: String, _ value: Value) { facts.append(Fact(key: key, value: value)) }
  mutating func add(_ key: String, _ value: String) { add(key, .text(value)) }
  mutating func add(_ key: String, _ value: some BinaryInteger) { add(key, .integer(Int(value))) }

  /// Lines of keys and values, aligned.
  var table: String {
    let width = facts.map { $0.key.count }.max() ?? 0
    return facts.map { fact in
      let key = fact.key.padding(toLength: width + 2, withPad: " ", startingAt: 0)
      if case .object(let inner) = fact.value {
        return fact.key + "\n"
          + inner.table.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n")
      }
      return key + fact.value.plain
    }.joined(separator: "\n")
  }

  var json: String {
    let members = facts.map { "\(Value.text($0.key).json): \($0.value.json)" }
    return "{\(members.joined(separator: ", "))}"
  }
}

extension Report {
  /// A fact's value.
  enum Value {
    case text(String)
    case integer(Int)
    case real(Double)
    case list([Value])
    /// The facts inside.
    indirect case object(Report)
  }
}

extension Report.Value {
  var plain: String {
    switch self {
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .real(let number): String(format: "%.3f", number)
    case .list(let values): values.map(\.plain).joined(separator: " ")
    case .object(let report): report.table
    }
  }

  var json: String {
    switch self {
    case .text(let text): "\"" + text.unicodeScalars.map(Self.escaped).joined() + "\""
    case .integer(let number): "\(number)"
    case .real(let number): number.isFinite ? "\(number)" : "null"
    case .list(let values): "[" + values.map(\.json).joined(separator: ", ") + "]"
    case .object(let report): report.json
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case _ where scalar.value < 0x20: String(format: "\\u%04x", scalar.value)
    default: String(scalar)
    }
  }
}
