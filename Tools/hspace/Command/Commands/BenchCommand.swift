import ArgumentParser
import Foundation

/// The command `hspace bench`, which measures a model.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures evaluations of a model's network.")

  @Option(name: .shortAndLong, help: "The model, by path or name.") var model = "toon64"
  @Option(help: "Numbers of threads, as 1,2. (default: 1 and all processors)")
  var threads: ThreadCounts?
  @Option(help: "Number of evaluations, after two that don't count.") var count = 20
  @Option(help: "Size of the pictures, as 64 or 96x64.") var size: PictureSize?
  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    guard (1...100_000).contains(count) else {
      throw ValidationError("--count must be at least 1.")
    }
  }

  func run() throws {
    let path = try SearchPath().model(model)
    let isa = try SessionOption.isa()
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let counts = threads?.counts ?? (processors > 1 ? [1, processors] : [1])
    let measurements = try about(path) { () throws(LibraryError) in
      let model = try Model(path: path)
      var measurements: [Measurement] = []
      for threads in counts {
        var options = SessionOptions()
        options.threads = threads
        options.isa = isa
        options.size = size.map { ($0.width, $0.height) }
        measurements.append(try Measurement(model, options, count: count))
      }
      return measurements
    }
    print(json ? Self.json(path, measurements) : Self.table(path, measurements))
  }

  private static func table(_ path: String, _ measurements: [Measurement]) -> String {
    let head = "threads  isa      median ms    min ms   GMAC/s  arena MiB  peak MiB"
    let lines = measurements.map { row in
      String(format: "%7d  ", row.threads)
        + row.isa.padding(toLength: 7, withPad: " ", startingAt: 0)
        + String(
          format: "%11.2f %9.2f %8.2f %10.2f %9.2f", row.median, row.least, row.rate,
          Double(row.arenaBytes) / 1_048_576, Double(row.peakBytes) / 1_048_576)
    }
    return (["\(path): \(measurements.first?.count ?? 0) evaluations", head] + lines)
      .joined(separator: "\n")
  }

  private static func json(_ path: String, _ measurements: [Measurement]) -> String {
    var report = Report()
    report.add("model", path)
    report.add("evaluations", measurements.first?.count ?? 0)
    report.add("runs", .list(measurements.map { .object($0.report) }))
    return report.json
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
