import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace directions mixing`, which shows at which timestep a boundary is best placed.
struct MixingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixing", abstract: "Shows at which timestep a boundary is best placed.",
    discussion: """
      Prints for each timestep the mean radius of x_t over that of noise, and how often a linear \
      support vector machine in h tells two sets of pictures apart, in the half of each that was \
      held out. Choose --t0 where the sets are apart and the radius is near 1. Memory: h of all \
      pictures of sets at all steps.
      """)

  @Argument(help: "PNG pictures or folders, without sets.") var pictures: [String] = []
  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures that show the attribute, or their folder.")
  var positive: [String] = []
  @Option(parsing: .upToNextOption, help: "Pictures that don't, or their folder.")
  var negative: [String] = []
  @Option(help: "Pictures of so many seeds in place of files.") var samples: Int?
  @Option(help: "The first seed.") var seed: UInt64 = 0
  @Option(name: .shortAndLong, help: "Also write the table (.csv).") var output: String?
  @Option(help: "Also draw it, as PNG.") var plot: String?
  @Option(help: "Go on with interrupted work (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    let ways = [!pictures.isEmpty, !positive.isEmpty || !negative.isEmpty, samples != nil]
    guard ways.count(where: { $0 }) == 1 else {
      throw ValidationError("Give one of PICTURES, --positive with --negative, and --samples.")
    }
    guard positive.isEmpty == negative.isEmpty else {
      throw ValidationError("Give both --positive and --negative.")
    }
    guard (1...1_000_000).contains(samples ?? 1) else {
      throw ValidationError("--samples must be 1 to 1000000.")
    }
  }

  func run() throws {
    let lists = [try Gallery.expand(positive), try Gallery.expand(negative)]
    let files = positive.isEmpty ? try Gallery.expand(pictures) : lists[0] + lists[1]
    let studio = try model.open()
    let outputs = [output, plot].compactMap { $0 }
    try Output.check(
      outputs, inputs: files + [studio.session.model.path] + [resume].compactMap { $0 })
    let run = steps.applied()
    try studio.rehearse([], run)
    let (up, down) = (try Gallery(lists[0], studio), try Gallery(lists[1], studio))
    try down.checkDistinct(from: up)
    let subjects =
      positive.isEmpty ? try Gallery(files, studio) : Gallery(joining: up, down)
    let split = BoundarySplit(
      positive: up.entries.count, negative: down.entries.count, heldOut: 0.5)
    guard positive.isEmpty || (up.entries.count >= 2 && down.entries.count >= 2) else {
      throw Failure.usage(
        "each set needs two pictures: there are \(up.entries.count) positive and "
          + "\(down.entries.count) negative ones")
    }
    let count = samples ?? subjects.entries.count
    var work = try Collection(
      WorkKey.of([studio.session.model], inputs: files), MixingSums(), resuming: resume)
    let measure = MixingMeasure(
      studio: studio, run: run, statistics: try statistics(studio, run, count, done: work.done))
    try work.run(
      count, output: output ?? plot ?? "mixing",
      work: { index, sums in
        let title = "\(index + 1)/\(count)"
        try sums.add(
          samples == nil
            ? try measure.invert(studio.read(subjects.entries[index].file), index, title)
            : try measure.sample(seed &+ UInt64(index), title))
      },
      saving: { part in
        try measure.statistics.map { statistics in
          try about(part) { () throws(LibraryError) in try statistics.save(to: part + ".hsm") }
        }
      })
    try report(
      work.sums.rows(
        pictures: count, size: try studio.session.extents(of: "x").count,
        accuracies: measure.accuracies(split)))
  }

  /// Where h of two sets goes, or that of an interrupted command.
  private func statistics(
    _ studio: Studio, _ run: Run, _ count: Int, done: Int
  ) throws -> Statistics? {
    guard !positive.isEmpty else { return nil }
    guard let resume else {
      return try Collector(studio: studio, run: run).statistics(
        HSP_STATISTICS_ROWS, HSP_PHASE_INVERTING, capacity: count)
    }
    let file = resume + ".hsm"
    let stored = try about(file) { () throws(LibraryError) in
      try Statistics(path: file, capacity: count)
    }
    guard stored.count == done, stored.belong(to: studio.session.model) else {
      throw Failure("\(file): does not belong to \(resume) (begin again without --resume)")
    }
    return stored
  }

  private func report(_ rows: [MixingRow]) throws {
    let isSplit = !positive.isEmpty
    print("   t    radius   / noise" + (isSplit ? "   accuracy in h" : ""))
    for row in rows {
      let accuracy = row.accuracy.map { String(format: "   %.1f %%", 100 * $0) } ?? ""
      print(String(format: "%4d %9.2f %9.4f", row.t, row.radius, row.ratio) + accuracy)
    }
    if let output {
      let lines = rows.map { row in
        "\(row.t),\(row.radius),\(row.ratio)," + (row.accuracy.map { "\($0)" } ?? "")
      }
      let text = (["t,radius,ratio,accuracy"] + lines).joined(separator: "\n") + "\n"
      try AtomicFile.write([UInt8](text.utf8), to: output)
    }
    guard let plot else { return }
    var curves = [
      Plot.Curve("radius of x_t / noise's", rows.map { (Double($0.t), $0.ratio) })
    ]
    if isSplit {
      curves.append(.init("accuracy in h", rows.map { (Double($0.t), $0.accuracy ?? .nan) }))
    }
    try Plot(title: "where to place a boundary", axis: "t", curves: curves).rendered()
      .write(png: plot)
  }
}
