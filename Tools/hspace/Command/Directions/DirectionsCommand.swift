import ArgumentParser

/// The command `hspace directions`, which finds, makes, lists and shows directions.
struct DirectionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "directions", abstract: "Finds, makes, lists and shows directions.",
    subcommands: [
      ComponentsCommand.self, MeansCommand.self, FitBoundaryCommand.self, ProjectCommand.self,
      CombineCommand.self, MergeCommand.self, ListDirectionsCommand.self,
      ShowDirectionCommand.self, PreviewCommand.self, AverageCommand.self, CurvesCommand.self,
      MixingCommand.self,
    ])
}
