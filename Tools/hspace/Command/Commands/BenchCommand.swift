import ArgumentParser
import Foundation
import HSpaceLibrary

/// The command `hspace bench`, which measures a model.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures evaluations of a model's network.")

  @Option(name: .shortAndLong, help: "The model, by path or name.") var model = "toon64"
  @Option(help: "Numbers of threads, as 1,2. (default: 1 and all processors)")
  var threads: ThreadCounts?
  @Option(help: "Number of evaluations, after two that don't count.") var count = 20
  @Option(help: "Stop after this many seconds, but not before one evaluation.")
  var seconds: Double?
  @Option(help: "Size of the pictures, as 64 or 96x64.") var size: PictureSize?
  @OptionGroup var memory: MemoryOption
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(count) else {
      throw ValidationError("--count must be 1 to 100000.")
    }
    guard seconds ?? 1 > 0 else { throw ValidationError("--seconds must be above 0.") }
  }

  func run() throws {
    let path = try SearchPath().model(model)
    let isa = try SessionOption.isa()
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let counts = threads?.counts ?? (processors > 1 ? [1, processors] : [1])
    let limits = Measurement.Limits(count: count, seconds: seconds)
    let model = try about(path) { () throws(LibraryError) in try Model(path: path) }
    guard model.hasUNet else { throw Failure.noUNet(path) }
    let report = try about(path) { () throws(LibraryError) in
      var measurements: [Measurement] = []
      for threads in counts {
        var options = SessionOptions()
        options.threads = threads
        options.isa = isa
        options.size = size.map { ($0.width, $0.height) }
        memory.apply(to: &options)
        measurements.append(try Measurement(model, options, limits))
      }
      return BenchReport(model: model, measurements: measurements)
    }
    print(json ? report.json : report.text)
  }
}

/// Numbers of threads, with commas between.
struct ThreadCounts: ExpressibleByArgument {
  let counts: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    let counts = parts.compactMap { $0 }.filter { (1...256).contains($0) }
    if counts.isEmpty || counts.count != parts.count { return nil }
    self.counts = counts
  }
}
