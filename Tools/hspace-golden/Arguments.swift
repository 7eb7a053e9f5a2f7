/// The command line.
struct Arguments {
  static let usage =
    "usage: hspace-golden CASE_DIR... [--models DIR] [--isa NAME] [--threads N]"

  private(set) var folders: [String] = []
  /// Folder of converted networks, each named after its case folder.
  private(set) var models: String?
  private(set) var isa: String?
  private(set) var threads = 1

  init(_ words: [String]) throws(GoldenError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--models": models = try Self.value(of: word, &rest)
      case "--isa": isa = try Self.value(of: word, &rest)
      case "--threads":
        let value = try Self.value(of: word, &rest)
        guard let number = Int(value), number >= 0 else {
          throw GoldenError("--threads: '\(value)' is not a number of threads")
        }
        threads = number
      case _ where word.hasPrefix("-"):
        throw GoldenError("\(word): no such option; \(Self.usage)")
      default: folders.append(word)
      }
    }
    if folders.isEmpty { throw GoldenError(Self.usage) }
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(GoldenError) -> String {
    guard let value = rest.popFirst() else { throw GoldenError("\(option) needs a value") }
    return value
  }
}
