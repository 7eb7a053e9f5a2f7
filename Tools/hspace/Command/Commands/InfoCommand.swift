import ArgumentParser
import CHSpace
import HSpaceLibrary

/// The command `hspace info`, which shows what a file holds.
struct InfoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Shows what a file holds: a model, directions, a latent code or statistics.")

  @Argument(help: "The file, or the name of a model.") var file: String
  @Flag(help: "Print JSON.") var json = false
  @Flag(help: "Check the weights' checksums too.") var verify = false
  @OptionGroup var session: SessionOption

  func run() throws {
    let path = try SearchPath().model(file)
    let kind = try about(path) { () throws(LibraryError) in try FileInfo.inspect(path).kind }
    let report: Report
    switch hsp_file_kind(rawValue: kind) {
    case HSP_FILE_DIRECTIONS:
      report = try about(path) { () throws(LibraryError) in
        try FileReport.direction(try Direction(path: path), path)
      }
    case HSP_FILE_LATENT:
      report = try about(path) { () throws(LibraryError) in try FileReport.latent(path) }
    case HSP_FILE_STATISTICS:
      report = try about(path) { () throws(LibraryError) in
        try FileReport.statistics(try Statistics(path: path), path)
      }
    default:
      let options = try session.options()
      report = try about(path) { () throws(LibraryError) in
        try FileReport.model(try Model(path: path, verify: verify), options)
      }
    }
    print(json ? report.json : report.table)
  }
}
