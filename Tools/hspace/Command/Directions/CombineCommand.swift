import ArgumentParser
import HSpaceLibrary

/// The command `hspace directions combine`, which adds directions.
struct CombineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "combine", abstract: "Adds directions, each with a weight.")

  @Argument(help: "The directions, by path or name, at most 16.") var directions: [String]
  @Option(parsing: .unconditionalSingleValue, help: "A direction's weight. (default: 1 for each)")
  var weight: [Double] = []
  @Option(name: .shortAndLong, help: "The model whose directions are searched first.")
  var model: String?
  @Option(help: "The direction's name. (default: the output's)") var name: String?
  @Option(name: .shortAndLong, help: "The direction to write (.hsm).") var output: String

  func validate() throws {
    guard (1...16).contains(directions.count) else {
      throw ValidationError("Give 1 to 16 directions.")
    }
    guard weight.isEmpty || weight.count == directions.count else {
      throw ValidationError(
        "Give each direction a --weight: there are \(directions.count) and \(weight.count).")
    }
    guard weight.allSatisfy(\.isFinite) else { throw ValidationError("A --weight is not finite.") }
    try DirectionName.validate(DirectionName.of(output, name))
  }

  func run() throws {
    let found = try DirectionList(directions, model: model)
    try Output.check(output, inputs: found.paths)
    let weights = weight.isEmpty ? directions.map { _ in 1.0 } : weight
    let combined = try found.together { () throws(LibraryError) in
      try Direction.combination(
        zip(found.directions, weights).map { ($0, $1) }, name: DirectionName.of(output, name))
    }
    try about(output) { () throws(LibraryError) in try combined.save(to: output) }
  }
}
