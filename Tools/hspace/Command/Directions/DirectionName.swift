import ArgumentParser
import Foundation
import HSpaceLibrary

/// The name that a new direction has in its file.
enum DirectionName {
  /// The given name, or that of the output file without its extension.
  static func of(_ output: String, _ given: String?) -> String {
    given ?? ((output as NSString).lastPathComponent as NSString).deletingPathExtension
  }

  static func validate(_ name: String) throws {
    guard (1...63).contains(name.utf8.count) else {
      throw ValidationError("A direction's name has 1 to 63 bytes (see --name).")
    }
  }
}
