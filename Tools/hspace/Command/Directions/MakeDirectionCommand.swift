import ArgumentParser
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace directions make`, which makes a direction of two sets of pictures.
struct MakeDirectionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make", abstract: "Makes a direction of two sets of pictures.",
    discussion: """
      The direction is the difference of the two sets' mean h at each step of the inversion. Give \
      the pictures with --positive and --negative, or a folder with --pictures, a table with \
      --labels (its first column names the files), and a condition with --where, as 'beard!=none' \
      or 'hair=bun|bald'. Pictures that do not meet it are the negative ones, or with --against \
      those that meet that.
      """)

  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures that show the attribute.")
  var positive: [String] = []
  @Option(parsing: .upToNextOption, help: "Pictures that don't.") var negative: [String] = []
  @Option(help: "Folder of labelled pictures.") var pictures: String?
  @Option(help: "Table of labels (CSV).") var labels: String?
  @Option(name: .customLong("where"), help: "Condition of the positive pictures.")
  var condition: LabelCondition?
  @Option(help: "Condition of the negative pictures. (default: all others)")
  var against: LabelCondition?
  @Option(help: "Take at most so many pictures of each set.") var limit: Int?
  @Option(help: "The direction's name. (default: the output's)") var name: String?
  @Option(name: .shortAndLong, help: "The direction to write (.hsm).") var output: String
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    let listed = !positive.isEmpty && !negative.isEmpty
    let labelled = pictures != nil && labels != nil && condition != nil
    guard listed != labelled else {
      throw ValidationError(
        "Give --positive and --negative, or --pictures, --labels and --where.")
    }
    guard (limit ?? 1) >= 1 else { throw ValidationError("--limit must be at least 1.") }
    guard (1...63).contains(directionName.utf8.count) else {
      throw ValidationError("A direction's name has 1 to 63 bytes (see --name).")
    }
  }

  func run() throws {
    let (positive, negative) = try sets()
    let studio = try model.open()
    try Output.check(output, inputs: positive + negative + [studio.session.model.path])
    let run = steps.applied()
    try uninterrupted("no direction was written") {
      let up = try mean(positive, "positive", studio, run)
      let down = try mean(negative, "negative", studio, run)
      let difference = up.difference(to: down)
      let direction = try Direction(
        name: directionName, model: studio.session.model,
        extents: try studio.session.extents(of: "h"), steps: run.steps,
        timesteps: difference.timesteps, values: difference.values)
      try about(output) { () throws(LibraryError) in try direction.save(to: output) }
    }
    Terminal.note(
      "\(output): '\(directionName)' of \(positive.count) and \(negative.count) pictures")
  }

  private var directionName: String {
    name ?? ((output as NSString).lastPathComponent as NSString).deletingPathExtension
  }

  /// Files of the two sets.
  private func sets() throws -> (positive: [String], negative: [String]) {
    let most = limit ?? .max
    guard let pictures, let labels, let condition else {
      return (Array(positive.prefix(most)), Array(negative.prefix(most)))
    }
    let table = try LabelTable(path: labels)
    let up = try table.files(condition)
    let others = try against.map { try table.files($0) } ?? table.files.filter { !up.contains($0) }
    guard !up.isEmpty, !others.isEmpty else {
      throw Failure.usage(
        "\(labels): \(up.count) positive and \(others.count) negative pictures (one of each "
          + "at least is needed; see --where and --against)")
    }
    return (
      up.prefix(most).map { "\(pictures)/\($0)" }, others.prefix(most).map { "\(pictures)/\($0)" }
    )
  }

  private func mean(
    _ files: [String], _ set: String, _ studio: Studio, _ run: Run
  ) throws -> HMean {
    let mean = HMean()
    var reading = run
    reading.readH = { step, h in mean.add(h, at: step) }
    for (index, file) in files.enumerated() {
      try studio.take(try studio.read(file))
      mean.beginPicture()
      try studio.perform("\(set) \(index + 1)/\(files.count)", reading) {
        run throws(LibraryError) in try studio.session.invert(run)
      }
    }
    return mean
  }
}
