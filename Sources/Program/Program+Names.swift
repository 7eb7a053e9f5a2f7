import Container

extension Program {
  /// The value that a name of the file stands for: a named value or an input.
  package func value(named name: Bytes) -> Int? {
    for index in 0..<namedCount where namedName(index).equals(name) { return namedValue(index) }
    for index in 0..<inputCount where inputName(index).equals(name) { return index }
    return nil
  }

  package func value(named name: StaticString) -> Int? {
    // A static string's bytes live as long as the program.
    unsafe value(
      named: Bytes(base: UnsafeRawPointer(name.utf8Start), count: name.utf8CodeUnitCount))
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
