import ArgumentParser
import HSpaceLibrary
import Pictures

/// The command `hspace sample`, which generates pictures from seeds.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Generates a picture from the noise of a seed.",
    discussion: """
      With --from, it starts from a picture that is noised half-way (SDEdit): the greater the --strength, the less is \
      left of it. The seed is then that of this noise.
      """)

  @OptionGroup var model: ModelOption
  @Option(help: "The seed. (needed without --from)") var seed: UInt64?
  @Option(help: "A PNG picture to start from.") var from: String?
  @Option(
    parsing: .unconditional,
    help: "With --from: how much of the steps is made, above 0, at most 1. (default: 0.5)")
  var strength: Double?
  @Option(help: "With more than one: a sheet of this seed and the next ones, at most 256.")
  var count = 1
  @Option(name: .shortAndLong, help: "The PNG picture to write.") var output: String
  @Option(help: "Go on with an interrupted sheet (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions
  @Option(
    parsing: .unconditional,
    help: """
      Noise of the steps, 0 to 1: a number, first:last, or one for each step with commas. (default: 0, or 1 with --from)
      """)
  var eta: EtaSchedule?
  @Option(help: "DDIM's noise, which eta scales, or that of DDPM's steps.")
  var variance: Variance = .ddim
  @Option(help: "Seed of the steps' noise. (default: each picture's own seed)")
  var noiseSeed: UInt64?

  func validate() throws {
    guard (1...256).contains(count) else { throw ValidationError("--count must be 1 to 256.") }
    guard seed != nil || from != nil else {
      throw ValidationError("Give a --seed, or a picture with --from.")
    }
    guard strength == nil || from != nil else {
      throw ValidationError("--strength needs a picture: --from.")
    }
    guard resume == nil || count > 1 else {
      throw ValidationError(
        "--resume goes on with sheets: with one picture, hspace edit --resume does.")
    }
    let strength = strength ?? 0.5
    guard strength > 0, strength <= 1 else {
      throw ValidationError("--strength must be above 0 and at most 1.")
    }
    guard !(seed ?? 0).addingReportingOverflow(UInt64(count - 1)).overflow else {
      throw ValidationError("The last seed is larger than \(UInt64.max).")
    }
  }

  func run() throws {
    let studio = try model.open()
    try Output.check(
      output, inputs: [studio.session.model.path] + [from, resume].compactMap { $0 })
    let picture = try from.map { try studio.read($0) }
    var run = steps.applied()
    if picture != nil {
      let used = max(1, Int((Double(run.steps) * (strength ?? 0.5)).rounded()))
      run.skip = max(0, run.steps - used)
    }
    run.variance = variance
    run = try (eta ?? EtaSchedule(picture == nil ? 0 : 1)).applied(to: run)
    try studio.rehearse([], run)
    let seeds = (0..<UInt64(count)).map { (seed ?? 0) + $0 }
    if count == 1 {
      try studio.resumable(output, with: "hspace edit with") {
        try sample(studio, seeds[0], picture, run)
      }
      let result = try studio.picture()
      try result.write(png: output)
      if let picture { print(Similarity(of: result, to: picture).line) }
      return
    }
    let work = try SheetWork([studio], inputs: [from].compactMap { $0 }, resuming: resume)
    try work.write(to: output) {
      let pictures = try seeds.map { seed in
        try work.picture {
          try sample(studio, seed, picture, run)
          return try studio.picture()
        }
      }
      return sheet(seeds, pictures)
    }
  }

  private func sample(
    _ studio: Studio, _ seed: UInt64, _ picture: Picture?, _ run: Run
  ) throws(LibraryError) {
    let session = studio.session
    var run = run
    run.noiseSeed = seed
    if let picture {
      try studio.take(picture)
      try session.diffuse(run)
    }
    if let noiseSeed { run.noiseSeed = noiseSeed }
    try studio.perform("seed \(seed)", run) { run throws(LibraryError) in
      if picture == nil { try session.sample(seed, run) } else { try session.edit([], run) }
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
