import ArgumentParser

/// A condition on a label: `column=value`, `column!=value`, with `|` between several values.
struct LabelCondition: ExpressibleByArgument {
  let column: String
  let values: [String]
  let negated: Bool

  init?(argument: String) {
    guard let sign = argument.firstIndex(of: "="), sign > argument.startIndex else { return nil }
    negated = argument[argument.index(before: sign)] == "!"
    column = String(argument[..<sign].dropLast(negated ? 1 : 0))
    values = argument[argument.index(after: sign)...].split(
      separator: "|", omittingEmptySubsequences: false
    ).map(String.init)
    if column.isEmpty { return nil }
  }

  func isMet(by label: String) -> Bool { values.contains(label) != negated }
}
