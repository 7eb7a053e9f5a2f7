import ArgumentParser
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace directions preview`, which shows what directions do.
struct PreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Shows what directions do, at several strengths.",
    discussion: "Makes a sheet: a row for each direction and picture, a column for each strength.")

  @Argument(help: "Directions, by path or name.") var directions: [String]
  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures to edit, or their folders.")
  var pictures: [String] = []
  @Option(parsing: .upToNextOption, help: "Seeds whose pictures to edit.") var seeds: [UInt64] = []
  @Option(parsing: .unconditional, help: "The strengths, as -2:2:5 (from:to:count).")
  var sweep = Sweep(-2, 2, count: 5)
  @Option(name: .shortAndLong, help: "The PNG sheet to write.") var output: String
  @Option(help: "Enlarge pixels to squares of this side, 1 to 16.") var enlarge: Int?
  @Option(help: "Go on with an interrupted sheet (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions
  @OptionGroup(title: "Edit") var options: EditOptions

  func validate() throws {
    guard !pictures.isEmpty || !seeds.isEmpty else {
      throw ValidationError("Give --pictures or --seeds to edit.")
    }
    guard !options.measuresPictures || seeds.isEmpty else {
      throw ValidationError("The timesteps of auto are found on pictures, or in --curves.")
    }
    guard options.chain == nil else {
      throw ValidationError("A preview inverts its pictures: --chain belongs to hspace edit.")
    }
    guard (1...16).contains(enlarge ?? 1) else {
      throw ValidationError("The value of --enlarge must be 1 to 16.")
    }
  }

  func run() throws {
    let files = try Gallery.expand(pictures)
    let studio = try model.open()
    try studio.measure(with: options.lpips, model.session)
    if let lpips = options.lpips {
      try options.check(DistanceCurves.Measure(studio.perceptualNetwork), lpips)
    }
    let inputs =
      try files + directions.map { try studio.path(ofDirection: $0) }
      + [options.curves, studio.perceptualNetwork?.path].compactMap { $0 }
    try Output.check(
      output, inputs: inputs + [studio.session.model.path] + [resume].compactMap { $0 })
    let influences = try directions.map { try studio.direction($0) }
    var run = try options.applied(to: steps.applied())
    if let table = options.curves {
      run = try options.found(in: DistanceCurves(path: table), run, for: table)
    }
    for influence in influences {
      for strength in sweep.strengths {
        try studio.rehearse([Edit(influence, strength: strength)], run)
      }
    }
    for file in files { _ = try Picture(png: file) }
    let work = try SheetWork([studio], inputs: inputs, resuming: resume)
    try work.write(to: output) {
      var rows: [[ContactSheet.Row]] = influences.map { _ in [] }
      for subject in try subjects(files, studio, run, work) {
        for (index, influence) in influences.enumerated() {
          rows[index].append(try row(influence, subject, studio, work))
        }
      }
      return ContactSheet(
        columns: ["unedited"] + sweep.strengths.map { Sweep.label($0) },
        rows: rows.flatMap { $0 }, enlargement: enlarge)
    }
  }

  /// What is edited: a picture, or that of a seed.
  private struct Subject {
    let name: String
    let unedited: Deferred<Picture>
    /// Brings the session to its latent code.
    let start: Deferred<Run>
  }

  private func subjects(
    _ files: [String], _ studio: Studio, _ run: Run, _ work: SheetWork
  ) throws -> [Subject] {
    let pictures = files.map { file in
      let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      let start = Deferred {
        try studio.take(try studio.read(file))
        return try studio.invert("\(name) invert", run, options, for: name)
      }
      return Subject(name: name, unedited: Deferred { try studio.read(file) }, start: start)
    }
    let noises = seeds.map { seed in
      let name = "seed \(seed)"
      let start = Deferred {
        try studio.session.set(noise: seed)
        return run
      }
      let unedited = Deferred { try work.picture { try make([], name, studio, start()) } }
      return Subject(name: name, unedited: unedited, start: start)
    }
    return pictures + noises
  }

  private func row(
    _ influence: Influence, _ subject: Subject, _ studio: Studio, _ work: SheetWork
  ) throws -> ContactSheet.Row {
    let label = "\(try influence.name) \(subject.name)"
    let unedited = try subject.unedited()
    let edited = try sweep.strengths.map { strength in
      try work.picture {
        let title = "\(label) \(Sweep.label(strength))"
        return try make([Edit(influence, strength: strength)], title, studio, subject.start())
      }
    }
    return ContactSheet.Row(label, [unedited] + edited)
  }

  private func make(
    _ edits: [Edit], _ title: String, _ studio: Studio, _ run: Run
  ) throws -> Picture {
    try studio.perform(title, run) { run throws(LibraryError) in
      try studio.session.edit(edits, run)
    }
    return try studio.picture()
  }
}
