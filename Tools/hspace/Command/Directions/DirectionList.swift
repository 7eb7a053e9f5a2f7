import CHSpace
import Foundation
import HSpaceLibrary

/// Directions that are to be used together.
struct DirectionList {
  let paths: [String]
  let directions: [Direction]

  /// Opens directions by path or name, and refuses those that do not fit the first.
  init(_ names: [String], model: String?) throws {
    let search = SearchPath()
    let folder = try model.map { try search.model($0) } ?? ""
    paths = try names.map { try search.direction($0, model: folder) }
    directions = try paths.map { path in
      try about(path) { () throws(LibraryError) in try Direction(path: path) }
    }
    for (path, direction) in zip(paths, directions).dropFirst() {
      if let difference = try Self.difference(direction, directions[0]) {
        throw Failure("\(path): has other \(difference) than \(paths[0])")
      }
    }
  }

  /// Runs a call of the library about all of them; its errors name the files.
  func together<Result>(_ body: () throws(LibraryError) -> Result) throws(Failure) -> Result {
    try about(paths.joined(separator: ", "), body)
  }

  /// How much of the first direction's length a projection has.
  func kept(by projected: Direction) throws -> String {
    func length(_ direction: Direction) throws -> Double {
      try direction.values().reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    return String(format: "%.1f %%", 100 * (try length(projected) / length(directions[0])))
  }

  /// What does not fit, if anything.
  private static func difference(_ one: Direction, _ other: Direction) throws -> String? {
    let (first, second) = (try one.describe(), try other.describe())
    // Both views are used inside the closures only.
    let sameModel = unsafe withUnsafeBytes(of: first.identity) { first in
      unsafe withUnsafeBytes(of: second.identity) { unsafe first.elementsEqual($0) }
    }
    if !sameModel { return "models" }
    guard first.channels == second.channels, first.height == second.height,
      first.width == second.width
    else { return "extents" }
    if first.steps != second.steps { return "numbers of steps (\(first.steps), \(second.steps))" }
    return nil
  }
}
