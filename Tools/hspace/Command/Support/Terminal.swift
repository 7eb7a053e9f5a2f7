import Foundation

/// What goes to standard error.
enum Terminal {
  /// Whether somebody looks at standard error.
  static let isInteractive = isatty(STDERR_FILENO) != 0

  /// Prints a line for people, with the program's name.
  static func note(_ sentence: String) { write("hspace: \(sentence)\n") }

  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// A ratio as a percentage with three decimals.
  static func percent(_ ratio: Double) -> String { String(format: "%.3f %%", 100 * ratio) }

  /// A number with two decimals.
  static func rounded(_ value: Double) -> String { String(format: "%.2f", value) }
}
