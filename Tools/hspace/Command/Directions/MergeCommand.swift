import ArgumentParser
import HSpaceLibrary

/// The command `hspace directions merge`, which puts together what several runs have measured.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge", abstract: "Puts statistics of several runs together.",
    discussion: "The result is what one run over all samples would have measured. Statistics of "
      + "other models, steps or kinds, or with a sample in common, are refused.")

  @Argument(help: "The statistics (.hsm), at least two.") var files: [String]
  @Option(name: .shortAndLong, help: "The statistics to write (.hsm).") var output: String

  func validate() throws {
    guard files.count >= 2 else { throw ValidationError("Give at least two files.") }
  }

  func run() throws {
    try Output.check(output, inputs: files)
    var count = 0
    for file in files {
      count += try about(file) { () throws(LibraryError) in try Statistics(path: file).count }
    }
    let merged = try about(files[0]) { () throws(LibraryError) in
      try Statistics(path: files[0], capacity: count)
    }
    for file in files.dropFirst() {
      try about(file) { () throws(LibraryError) in try merged.merge(try Statistics(path: file)) }
    }
    try about(output) { () throws(LibraryError) in try merged.save(to: output) }
    Terminal.note("\(output): \(merged.count) samples")
  }
}
