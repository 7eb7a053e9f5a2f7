import ArgumentParser
import CHSpace
import HSpaceLibrary

/// The command `hspace directions means`, which makes a direction of two sets of pictures.
struct MeansCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "means", abstract: "Makes a direction of two sets of pictures.",
    discussion: "The direction is the difference of the two sets' mean h at each step of the "
      + "inversion. " + PictureSets.explanation,
    aliases: ["make"])

  @OptionGroup var model: ModelOption
  @OptionGroup(title: "Pictures") var sets: PictureSets
  @Option(help: "The direction's name. (default: the output's)") var name: String?
  @Option(help: "Go on with the sums of an interrupted command.") var resume: String?
  @Option(name: .shortAndLong, help: "The direction to write (.hsm).") var output: String
  @OptionGroup(title: "Steps") var steps: StepOptions

  private static let parts = ["positive", "negative"]

  func validate() throws { try DirectionName.validate(DirectionName.of(output, name)) }

  func run() throws {
    let files = try sets.files()
    let studio = try model.open()
    try Output.check(
      output, inputs: files.positive + files.negative + [studio.session.model.path])
    let galleries = [try Gallery(files.positive, studio), try Gallery(files.negative, studio)]
    try galleries[1].checkDistinct(from: galleries[0])
    let collector = Collector(studio: studio, run: steps.applied())
    let statistics = try begin(collector, galleries)
    try Checkpoint(prefix: resume ?? "\(output).part", parts: Self.parts).keeping(statistics) {
      for (index, part) in Self.parts.enumerated() {
        try collector.add(galleries[index], to: statistics[index], part)
      }
    }
    let direction = try statistics[0].difference(
      to: statistics[1], name: DirectionName.of(output, name))
    try about(output) { () throws(LibraryError) in try direction.save(to: output) }
    Terminal.note(
      "\(output): '\(DirectionName.of(output, name))' of \(statistics[0].count) and "
        + "\(statistics[1].count) pictures")
  }

  /// Statistics of both sets: of nothing, or those of an interrupted command.
  private func begin(_ collector: Collector, _ galleries: [Gallery]) throws -> [Statistics] {
    let fresh = try galleries.map { gallery in
      try collector.statistics(
        HSP_STATISTICS_MEAN, HSP_PHASE_INVERTING, capacity: gallery.entries.count)
    }
    guard let resume else { return fresh }
    let opened = try Checkpoint(prefix: resume, parts: Self.parts).opened(like: fresh)
    for (index, part) in opened.enumerated() {
      try galleries[index].check(part, "\(resume)-\(Self.parts[index]).hsm")
    }
    return opened
  }
}

extension Gallery {
  /// Refuses statistics of samples that are not the first of these pictures.
  func check(_ statistics: Statistics, _ file: String) throws {
    guard try statistics.samples().elementsEqual(entries.map(\.id).prefix(statistics.count)) else {
      throw Failure("\(file): holds samples of other pictures (repeat the same command)")
    }
  }
}
