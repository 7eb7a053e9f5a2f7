import ArgumentParser
import HSpaceLibrary

/// The command `hspace directions project`, which takes other directions out of one.
struct ProjectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "project", abstract: "Takes other directions out of one, so that they stay.",
    discussion: "The result has no part along any of the --away directions, over all steps "
      + "together: it changes one attribute and keeps the others.")

  @Argument(help: "The direction, by path or name.") var direction: String
  @Option(help: "A direction to take out, by path or name; give it up to 16 times.")
  var away: [String]
  @Option(name: .shortAndLong, help: "The model whose directions are searched first.")
  var model: String?
  @Option(help: "The direction's name. (default: the output's)") var name: String?
  @Option(name: .shortAndLong, help: "The direction to write (.hsm).") var output: String

  func validate() throws {
    guard (1...16).contains(away.count) else { throw ValidationError("Give 1 to 16 --away.") }
    try DirectionName.validate(DirectionName.of(output, name))
  }

  func run() throws {
    let found = try DirectionList([direction] + away, model: model)
    try Output.check(output, inputs: found.paths)
    let projected = try found.together { () throws(LibraryError) in
      try found.directions[0].projected(
        away: Array(found.directions.dropFirst()), name: DirectionName.of(output, name))
    }
    try about(output) { () throws(LibraryError) in try projected.save(to: output) }
    print("\(output): \(try found.kept(by: projected)) of its length is left")
  }
}
