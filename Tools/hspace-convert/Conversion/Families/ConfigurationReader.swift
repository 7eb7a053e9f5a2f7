/// Takes the members of a configuration one by one, so that unknown ones are found.
struct ConfigurationReader {
  let file: String
  private var members: [JSON.Member]

  /// Keys with a leading underscore are notes of the exporter, not configuration.
  init(_ source: SourceFile) throws(ConversionError) {
    file = source.path
    let json = try JSONReader.read(try source.contents(limit: 4_000_000), file: source.path)
    guard case .object(let members) = json else {
      throw ConversionError(
        source.path, "not a JSON object", remedy: "give a folder with a diffusers configuration")
    }
    self.members = members
  }

  init(file: String, members: [JSON.Member]) { (self.file, self.members) = (file, members) }

  /// What has not been taken yet.
  var json: JSON { .object(members) }

  /// Adds members that were found elsewhere; those that are there stay.
  mutating func insert(_ others: [JSON.Member]) { members += others.filter { !has($0.key) } }

  /// Puts the members of nested objects in the place of those objects.
  mutating func open(_ keys: [String]) throws(ConversionError) {
    for key in keys {
      guard let value = take(key) else { continue }
      guard case .object(let nested) = value else {
        throw error(key, value, supported: "an object")
      }
      insert(nested)
    }
  }

  /// Takes a text that is one of a few; the first of them where there is none.
  mutating func take(_ key: String, from choices: [String]) throws(ConversionError) -> String {
    guard let value = take(key) else { return choices[0] }
    guard case .string(let text) = value, choices.contains(text) else {
      throw error(key, value, supported: choices.joined(separator: ", "))
    }
    return text
  }

  func has(_ key: String) -> Bool { members.contains { $0.key == key } }

  /// Adds a preset's members; where both say something they must agree.
  mutating func complete(with preset: Preset) throws(ConversionError) {
    for member in preset.members {
      guard let given = members.first(where: { $0.key == member.key }) else {
        members.append(member)
        continue
      }
      guard given.value == member.value else {
        throw error(
          member.key, given.value, supported: "\(member.value) with preset \(preset.name)")
      }
    }
  }

  /// Takes a member that, where it is given, must say what the checkpoint says.
  mutating func confirm(_ key: String, _ value: JSON) throws(ConversionError) {
    guard let given = take(key), given != value else { return }
    throw ConversionError(
      file, "key \(key)", "\(given) does not fit the checkpoint, whose tensors say \(value)",
      remedy: "give the configuration that it was trained with")
  }

  /// Takes a picture's size under one of several keys.
  mutating func size(_ keys: [String], default fallback: Int) throws(ConversionError) -> Int {
    let key = keys.first { has($0) } ?? keys[0]
    return try integer(key, default: fallback, in: 1...16_384)
  }

  func error(_ key: String, _ value: JSON, supported: String) -> ConversionError {
    ConversionError(
      file, "key \(key)", "\(value) is not supported", remedy: "supported: \(supported)")
  }

  /// Returns a member and forgets it; nil when there is none.
  mutating func take(_ key: String) -> JSON? {
    guard let index = members.firstIndex(where: { $0.key == key }) else { return nil }
    return members.remove(at: index).value
  }

  /// Takes a member that is one of the supported values; a missing one is the first of them.
  mutating func expect(_ key: String, _ supported: JSON...) throws(ConversionError) {
    guard let value = take(key) else { return }
    if supported.contains(value) { return }
    throw error(key, value, supported: supported.map(\.description).joined(separator: ", "))
  }

  mutating func flag(_ key: String, default fallback: Bool) throws(ConversionError) -> Bool {
    guard let value = take(key) else { return fallback }
    guard case .bool(let flag) = value else { throw error(key, value, supported: "true, false") }
    return flag
  }

  mutating func integer(
    _ key: String, default fallback: Int, in range: ClosedRange<Int>
  ) throws(ConversionError) -> Int {
    try optionalInteger(key, default: .integer(fallback), in: range, orNull: false) ?? fallback
  }

  /// Takes an integer or null.
  mutating func optionalInteger(
    _ key: String, default fallback: JSON, in range: ClosedRange<Int>, orNull: Bool = true
  ) throws(ConversionError) -> Int? {
    let value = take(key) ?? fallback
    switch value {
    case .null where orNull: return nil
    case .integer(let integer) where range.contains(integer): return integer
    default:
      let numbers = "\(range.lowerBound) to \(range.upperBound)"
      throw error(key, value, supported: orNull ? numbers + ", null" : numbers)
    }
  }

  mutating func number(_ key: String, default fallback: Double) throws(ConversionError) -> Double {
    switch take(key) {
    case nil: return fallback
    case .integer(let value)?: return Double(value)
    case .real(let value)?: return value
    case let value?: throw error(key, value, supported: "a number")
    }
  }

  mutating func strings(
    _ key: String, default fallback: [String], from supported: [String]
  ) throws(ConversionError) -> [String] {
    let value = take(key) ?? .array(fallback.map { .string($0) })
    guard case .array(let elements) = value else {
      throw error(key, value, supported: "a list of " + supported.joined(separator: ", "))
    }
    var strings: [String] = []
    for element in elements {
      guard case .string(let string) = element, supported.contains(string) else {
        throw error(key, element, supported: supported.joined(separator: ", "))
      }
      strings.append(string)
    }
    return strings
  }

  mutating func integers(
    _ key: String, default fallback: [Int], in range: ClosedRange<Int>
  ) throws(ConversionError) -> [Int] {
    let value = take(key) ?? .array(fallback.map { .integer($0) })
    guard case .array(let elements) = value else {
      throw error(key, value, supported: "a list of numbers")
    }
    var integers: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element, range.contains(integer) else {
        throw error(key, element, supported: "\(range.lowerBound) to \(range.upperBound)")
      }
      integers.append(integer)
    }
    return integers
  }

  /// Forgets members that have no influence, whatever they say.
  mutating func ignore(_ keys: [String]) {
    members.removeAll { keys.contains($0.key) }
  }

  /// Throws when members are left.
  func finish() throws(ConversionError) {
    let unknown = members.filter { !$0.key.hasPrefix("_") }
    guard let first = unknown.first else { return }
    let others = unknown.count > 1 ? ", and \(unknown.count - 1) more unknown keys follow" : ""
    throw ConversionError(
      file, "key \(first.key)", "unknown, with value \(first.value)\(others)",
      remedy: "remove it if it has no influence, or use a newer version of this program")
  }
}
