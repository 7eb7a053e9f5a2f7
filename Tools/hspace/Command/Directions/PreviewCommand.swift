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
    try studio.measure(with: options.lpips)
    let others = [options.curves, resume, studio.perceptualNetwork?.path].compactMap { $0 }
    let inputs = files + [studio.session.model.path] + others
    try Output.check(output, inputs: inputs)
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
    var rows: [[ContactSheet.Row]] = influences.map { _ in [] }
    let work = try SheetWork([studio.session.model], resuming: resume)
    func add(_ name: String, _ unedited: Picture, _ start: Deferred<Run>) throws {
      for (index, influence) in influences.enumerated() {
        let label = "\(try influence.name) \(name)"
        let edited = try sweep.strengths.map { strength in
          let title = "\(label) \(Sweep.label(strength))"
          return try work.picture {
            try make([Edit(influence, strength: strength)], title, studio, start())
          }
        }
        rows[index].append(.init(label, [unedited] + edited))
      }
    }
    try work.run(output: output) {
      for file in files {
        let picture = try studio.read(file)
        let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
        try add(
          name, picture,
          Deferred {
            try studio.take(picture)
            return try studio.invert("\(name) invert", run, options, for: name)
          })
      }
      for seed in seeds {
        let start = Deferred {
          try studio.session.set(noise: seed)
          return run
        }
        let unedited = try work.picture { try make([], "seed \(seed)", studio, start()) }
        try add("seed \(seed)", unedited, start)
      }
    }
    let sheet = ContactSheet(
      columns: ["unedited"] + sweep.strengths.map { Sweep.label($0) },
      rows: rows.flatMap { $0 }, enlargement: enlarge)
    try sheet.rendered(for: output).write(png: output)
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
