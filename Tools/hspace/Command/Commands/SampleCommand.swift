import ArgumentParser
import HSpaceLibrary
import Pictures

/// The command `hspace sample`, which generates pictures from seeds.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Generates a picture from the noise of a seed.")

  @OptionGroup var model: ModelOption
  @Option(help: "The seed.") var seed: UInt64
  @Option(help: "With more than one: a sheet of this seed and the next ones, at most 256.")
  var count = 1
  @Option(name: .shortAndLong, help: "The PNG picture to write.") var output: String
  @OptionGroup(title: "Steps") var steps: StepOptions
  @Option(parsing: .unconditional, help: "Noise of the steps, 0 to 1.") var eta: Float = 0
  @Option(help: "Seed of the steps' noise.") var noiseSeed: UInt64 = 0

  func validate() throws {
    guard (1...256).contains(count) else { throw ValidationError("--count must be 1 to 256.") }
    guard !seed.addingReportingOverflow(UInt64(count - 1)).overflow else {
      throw ValidationError("The last seed is larger than \(UInt64.max).")
    }
  }

  func run() throws {
    let studio = try model.open()
    try Output.check(output, inputs: [studio.session.model.path])
    var run = steps.applied()
    run.eta = eta
    run.noiseSeed = noiseSeed
    let seeds = (0..<UInt64(count)).map { seed + $0 }
    if count == 1 {
      try studio.resumable(output) { try sample(studio, seed, run) }
      try studio.picture().write(png: output)
      return
    }
    let pictures = try seeds.map { seed in
      try uninterrupted("no sheet was written") { try sample(studio, seed, run) }
      return try studio.picture()
    }
    try sheet(seeds, pictures).rendered(for: output).write(png: output)
  }

  private func sample(_ studio: Studio, _ seed: UInt64, _ run: Run) throws(LibraryError) {
    try studio.perform("seed \(seed)", run) { run throws(LibraryError) in
      try studio.session.sample(seed, run)
    }
  }

  /// Rows of about as many pictures as there are rows.
  private func sheet(_ seeds: [UInt64], _ pictures: [Picture]) -> ContactSheet {
    let columns = Int(Double(pictures.count).squareRoot().rounded(.up))
    let rows = stride(from: 0, to: pictures.count, by: columns).map { start in
      let end = min(start + columns, pictures.count)
      return ContactSheet.Row("\(seeds[start])-\(seeds[end - 1])", Array(pictures[start..<end]))
    }
    return ContactSheet(columns: [], rows: rows)
  }
}
