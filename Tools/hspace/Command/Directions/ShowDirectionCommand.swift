import ArgumentParser
import HSpaceLibrary

/// The command `hspace directions show`, which shows a direction step by step.
struct ShowDirectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows what a direction holds, step by step.")

  @Argument(help: "The direction, by path or name.") var direction: String
  @Option(name: .shortAndLong, help: "The model whose directions are searched first.")
  var model: String?

  func run() throws {
    let search = SearchPath()
    let path = try search.direction(direction, model: try model.map { try search.model($0) } ?? "")
    let opened = try about(path) { () throws(LibraryError) in try Direction(path: path) }
    let info = try opened.describe()
    print(try FileReport.direction(opened, path).table)
    print("\n   t   length of dh")
    for index in 0..<Int(info.entries) {
      let (timestep, values) = try opened.entry(index)
      let length = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      let time = timestep < 0 ? " all" : String(repeating: " ", count: 1) + "\(timestep)"
      print("\(time)\t\(Terminal.rounded(length))")
    }
  }
}
