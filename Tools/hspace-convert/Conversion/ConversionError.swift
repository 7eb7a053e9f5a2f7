/// A conversion that cannot go on: which file, where in it, what is wrong and what helps.
package struct ConversionError: Error, Equatable, CustomStringConvertible {
  package let file: String
  /// A byte offset, a configuration key or a tensor's name; empty when the file as a whole is meant.
  package let place: String
  /// What is wrong, with the offending value.
  package let problem: String
  /// What to do about it.
  package let remedy: String

  package init(_ file: String, _ place: String, _ problem: String, remedy: String) {
    self.file = file
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  package init(_ file: String, _ problem: String, remedy: String) {
    self.init(file, "", problem, remedy: remedy)
  }

  /// One sentence for people.
  package var description: String {
    let location = place.isEmpty ? file : "\(file): \(place)"
    return "\(location): \(problem); \(remedy)."
  }
}
