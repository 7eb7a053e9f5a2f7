import ArgumentParser

/// The command `hspace directions`, which makes, lists and shows directions.
struct DirectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directions", abstract: "Makes, lists and shows directions.",
    subcommands: [
      MakeDirectionCommand.self, ListDirectionsCommand.self, ShowDirectionCommand.self,
      CurvesCommand.self,
    ])
}
