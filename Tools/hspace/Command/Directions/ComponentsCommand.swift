import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary

/// The command `hspace directions pca`, which finds directions without labels.
struct ComponentsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pca", abstract: "Finds the principal components of h.",
    discussion: """
      Takes h of --pictures by inversion, or of pictures that the model makes of --samples seeds \
      (with --eta 1, as published), and writes a direction for each component: a unit vector at \
      each step, times the standard deviation along it, so that strength 1 is one deviation. With \
      --joint, a component is one vector over all steps. --statistics keeps what was measured, and \
      --resume goes on with it, or takes it alone; `hspace directions merge` puts together what \
      several machines have measured.
      """)

  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures, or their folder.") var pictures: [String] = []
  @Option(help: "Make pictures of so many seeds instead.") var samples: Int?
  @Option(help: "The first of the seeds. (default: 0)") var seed: UInt64?
  @Option(help: "Noise of the steps with --samples, 0 to 1. (default: 1)") var eta: Float?
  @Option(help: "Number of components.") var components = 10
  @Flag(help: "Find components of all steps as one vector.") var joint = false
  @Option(
    help: "Columns of the sketch that stands for the samples where they are too many to keep.")
  var rank: Int?
  @Option(help: "Keep the statistics in this file.") var statistics: String?
  @Option(help: "Go on with the statistics of this file.") var resume: String?
  @Option(
    name: .shortAndLong,
    help: "The directions to write: for pc.hsm, pc-01.hsm, pc-02.hsm and so on.")
  var output: String
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    let sources = [!pictures.isEmpty, samples != nil].count { $0 }
    guard sources == 1 || (sources == 0 && resume != nil) else {
      throw ValidationError("Give --pictures or --samples, or --resume alone.")
    }
    guard sources == 1 || !steps.areGiven else {
      throw ValidationError("--resume alone takes no steps: the statistics have theirs.")
    }
    guard samples != nil || (seed == nil && eta == nil) else {
      throw ValidationError("--seed and --eta need --samples.")
    }
    guard (2...10_000_000).contains(samples ?? 2) else {
      throw ValidationError("--samples must be 2 to 10000000.")
    }
    guard !(seed ?? 0).addingReportingOverflow(UInt64(samples ?? 1) - 1).overflow else {
      throw ValidationError("The last seed is larger than \(UInt64.max).")
    }
    guard (0...1).contains(eta ?? 1) else { throw ValidationError("--eta must be 0 to 1.") }
    guard (1...1000).contains(components) else {
      throw ValidationError("--components must be 1 to 1000.")
    }
    guard (1...1024).contains(rank ?? 1) else { throw ValidationError("--rank must be 1 to 1024.") }
    guard components <= rank ?? components else {
      throw ValidationError("--rank must be at least --components; 128 and more is good.")
    }
    try DirectionName.validate(DirectionName.of(path(components), nil))
  }

  func run() throws {
    let files = try Gallery.expand(pictures)
    if samples != nil || !files.isEmpty, resume == nil { try checkEnough(samples ?? files.count) }
    let studio = try model.open()
    for index in 1...components {
      try Output.check(path(index), inputs: files + [studio.session.model.path, resume ?? ""])
    }
    if let statistics {
      try Output.check(statistics, inputs: files + [studio.session.model.path])
      guard resume != nil || !FileManager.default.fileExists(atPath: statistics) else {
        throw Failure.usage(
          "\(statistics): is there already (go on with it with --resume \(statistics), or remove it)"
        )
      }
    }
    let found = try collect(Collector(studio: studio, run: run(studio)), files)
    try checkEnough(found.count)
    let set = try ComponentSet(found, joint: joint, limit: components)
    for index in set.indices {
      let direction = try set.direction(index, name: DirectionName.of(path(index + 1), nil))
      try about(path(index + 1)) { () throws(LibraryError) in
        try direction.save(to: path(index + 1))
      }
      print("\(path(index + 1))  \(try set.description(of: index))")
    }
    if set.indices.count < components {
      Terminal.note("the samples have no more than \(set.indices.count) components")
    }
  }

  private func checkEnough(_ count: Int) throws(Failure) {
    guard components < count else {
      throw .usage(
        "\(count) samples have at most \(max(0, count - 1)) components "
          + "(give more samples, or --components \(max(1, count - 1)))")
    }
  }

  /// The output with a component's number, counted from 1.
  private func path(_ number: Int) -> String {
    let digits = max(2, String(components).count)
    let base = output.hasSuffix(".hsm") ? String(output.dropLast(4)) : output
    let text = String(number)
    return "\(base)-\(String(repeating: "0", count: digits - text.count))\(text).hsm"
  }

  private func run(_ studio: Studio) throws -> Run {
    var run = steps.applied()
    run.eta = samples == nil ? 0 : eta ?? 1
    return run
  }

  /// The statistics of all samples, kept where that was asked for.
  private func collect(_ collector: Collector, _ files: [String]) throws -> Statistics {
    let gallery = try Gallery(files, collector.studio)
    let count = samples ?? gallery.entries.count
    let checkpoint = Checkpoint(file: statistics ?? resume ?? "\(output).part.hsm")
    let found = try begin(collector, count)
    try checkpoint.keeping([found]) {
      try collector.add(gallery, to: found, "pictures")
      if let samples {
        let first = seed ?? 0
        let last = first + (UInt64(samples) - 1)
        try collector.add(seeds: first...last, to: found, "samples")
      }
    }
    if let statistics {
      try about(statistics) { () throws(LibraryError) in try found.save(to: statistics) }
    }
    return found
  }

  /// Statistics of nothing, or those that were kept.
  private func begin(_ collector: Collector, _ count: Int) throws -> Statistics {
    guard let resume else {
      let sketched =
        try rank
        ?? StatisticsSize.rank(
          for: components, samples: count, collector, phase: phase)
      return try collector.statistics(
        sketched > 0 ? HSP_STATISTICS_SKETCH : HSP_STATISTICS_ROWS, phase, capacity: count,
        rank: sketched, joint: joint && sketched > 0)
    }
    let kept = try about(resume) { () throws(LibraryError) in
      try Statistics(path: resume, capacity: 0)
    }
    if let failure = mismatch(kept.info) { throw Failure.usage("\(resume): \(failure)") }
    if samples == nil && pictures.isEmpty {
      guard kept.belong(to: collector.studio.session.model) else {
        throw Failure("\(resume): the statistics are of another model (see --model)")
      }
      return kept
    }
    let template = try collector.statistics(
      hsp_statistics_kind(rawValue: kept.info.kind), phase, capacity: kept.count + count,
      rank: Int(kept.info.rank), joint: kept.info.flags != 0)
    return try Checkpoint(file: resume).opened(like: [template])[0]
  }

  private var phase: hsp_phase { samples == nil ? HSP_PHASE_INVERTING : HSP_PHASE_GENERATING }

  /// Why kept statistics can't serve this command.
  private func mismatch(_ info: hsp_statistics_info) -> String? {
    switch info.kind {
    case HSP_STATISTICS_MEAN.rawValue: return "holds means alone, of which there are no components"
    case HSP_STATISTICS_ROWS.rawValue:
      return rank == nil ? nil : "keeps the samples, and --rank is for sketches"
    default: break
    }
    if let rank, rank != Int(info.rank) {
      return "has a sketch of \(info.rank) columns, not \(rank)"
    }
    guard components <= info.rank else {
      return "has a sketch of \(info.rank) columns, fewer than --components"
    }
    if joint != (info.flags != 0) {
      return "has a sketch of \(joint ? "single steps" : "all steps together") (see --joint)"
    }
    return nil
  }
}
