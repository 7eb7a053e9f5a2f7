import CHSpace
import Foundation
import HSpaceLibrary

/// What `hspace bench` says about a model.
struct BenchReport {
  let model: Model
  let measurements: [Measurement]
  private let processor = Processor.current

  init(model: Model, measurements: [Measurement]) {
    self.model = model
    self.measurements = measurements
  }

  /// How the convolution weights are stored.
  private var precision: String {
    switch model.info.element_type {
    case 1: "f32"
    case 2: "f16"
    case 3: "int8"
    default: "?"
    }
  }

  /// A line for each number of threads, and below the kinds of step of each.
  var text: String {
    let head =
      "threads  isa      weights    median ms    min ms   GMAC/s  limit %  arena MiB  peak MiB"
    let lines = measurements.map { row in
      String(format: "%7d  ", row.threads)
        + row.isa.padding(toLength: 9, withPad: " ", startingAt: 0)
        + precision.padding(toLength: 8, withPad: " ", startingAt: 0)
        + String(
          format: "%12.2f %9.2f %8.2f %8.1f %10.2f %9.2f", row.median, row.least, row.rate,
          row.profile.total.limitMilliseconds / row.median * 100,
          Double(row.arenaBytes) / 1_048_576, Double(row.peakBytes) / 1_048_576)
    }
    let profiles = measurements.flatMap { row in
      ["", "\(row.threads) thread\(row.threads == 1 ? "" : "s"), mean of an evaluation"]
        + row.profile.lines
    }
    let counts = measurements.map { "\($0.times.count)" }.joined(separator: ", ")
    return (["\(model.path): \(counts) evaluations on \(processor.text)", head] + lines + profiles)
      .joined(separator: "\n")
  }

  var json: String {
    var report = Report()
    report.add("model", model.path)
    report.add("precision", precision)
    report.add("processor", processor.name)
    if let megahertz = processor.megahertz { report.add("clock_mhz", .real(megahertz)) }
    report.add("evaluations", measurements.first?.times.count ?? 0)
    report.add("runs", .list(measurements.map { .object($0.report) }))
    return report.json
  }
}
