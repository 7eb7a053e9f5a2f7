import Container

extension Program {
  /// The named value or input whose name matches.
  private func value(where matches: (Bytes) -> Bool) -> Int? {
    for index in 0..<namedCount where matches(namedName(index)) { return namedValue(index) }
    for index in 0..<inputCount where matches(inputName(index)) { return index }
    return nil
  }

  /// The named value or input of that name.
  package func value(named name: StaticString) -> Int? {
    value { $0.equals(name) }
  }

  /// The named value or input of that name; the caller promises a C string.
  package func value(cString name: UnsafePointer<CChar>) -> Int? {
    value { unsafe $0.equals(cString: name) }
  }

  /// The input of that name.
  package func input(named name: StaticString) -> Int? {
    guard let value = value(named: name), value < inputCount else { return nil }
    return value
  }

  /// The cut: the operation that computes `h`; what comes before is encoder and middle, what comes after is decoder.
  package var cut: Int? {
    guard let value = value(named: "h"), value >= inputCount else { return nil }
    return value - inputCount
  }
}
