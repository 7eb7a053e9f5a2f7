import ArgumentParser
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace directions curves`, which finds t_edit and t_boost for pictures of a kind.
struct CurvesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curves", abstract: "Finds --t-edit and --t-boost for pictures of a kind.",
    discussion: """
      Inverts the pictures and writes how far they are, on average, from the predicted x_0, A(t), \
      and from x_t, B(t), as a table. Edits begin where A(t) reaches a threshold that the cosine \
      of source and target text scales; quality boosting begins where B(t) reaches another. \
      'hspace edit --t-edit auto --t-boost auto --curves TABLE' uses the table.

      The distance compares structure at all scales; its thresholds, 0.22 and 0.5, were found on \
      toon64's pictures. With --lpips it is LPIPS; with AlexNet, the paper's thresholds \
      hold, 0.33 and 1.2 (columns a_lpips and b_lpips), with VGG none are known.
      """)

  @Argument(help: "PNG pictures, or their folders; the more, the smoother.")
  var pictures: [String]
  @OptionGroup var model: ModelOption
  @Option(name: .shortAndLong, help: "The table to write (.csv).") var output: String
  @Option(help: "Also draw the curves, as PNG.") var plot: String?
  @Option(
    help: """
      Measure LPIPS with this converted network, by path or name; it takes memory of its own.
      """)
  var lpips: String?
  @Option(parsing: .unconditional, help: "Cosine of the texts for source and target.")
  var textCosine = 1.0
  @Option(help: "Go on with interrupted work (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    guard textCosine > 0, textCosine <= 1 else {
      throw ValidationError("--text-cosine must be above 0 and at most 1.")
    }
  }

  /// Sums of A(t) and B(t) over pictures.
  private struct Sums: CollectedSums {
    var times: [Int] = []
    var predicted: [Double] = []
    var inverted: [Double] = []

    var isWhole: Bool { predicted.count == times.count && inverted.count == times.count }
  }

  func run() throws {
    let studio = try model.open()
    let pictures = try Gallery.expand(pictures)
    try studio.measure(with: lpips, model.session)
    let inputs = pictures + [studio.perceptualNetwork?.path].compactMap { $0 }
    try Output.check(
      [output] + [plot].compactMap { $0 },
      inputs: inputs + [studio.session.model.path] + [resume].compactMap { $0 })
    var run = Run()
    run.steps = 200
    run = steps.applied(to: run)
    try studio.rehearse([], run)
    for path in pictures { _ = try Picture(png: path) }
    var work = try Collection(
      WorkKey.of([studio.session.model], inputs: inputs), Sums(), resuming: resume)
    try work.run(pictures.count, output: output) { index, sums in
      let title = "\(index + 1)/\(pictures.count)"
      let one = try curves(of: pictures[index], title, studio, run)
      if sums.times.isEmpty {
        sums = Sums(times: one.times, predicted: one.predicted, inverted: one.inverted)
      } else {
        guard sums.times == one.times else {
          throw Failure("\(resume ?? ""): holds other timesteps (begin again without --resume)")
        }
        for step in one.times.indices {
          sums.predicted[step] += one.predicted[step]
          sums.inverted[step] += one.inverted[step]
        }
      }
    }
    let count = Double(pictures.count)
    try report(
      DistanceCurves(
        measure: DistanceCurves.Measure(studio.perceptualNetwork), times: work.sums.times,
        predicted: work.sums.predicted.map { $0 / count },
        inverted: work.sums.inverted.map { $0 / count }))
  }

  private func curves(
    of path: String, _ title: String, _ studio: Studio, _ run: Run
  ) throws -> CurveRecorder {
    try studio.take(try studio.read(path))
    let recorder = try CurveRecorder(studio)
    try studio.perform(title, recorder.recording(run)) { run throws(LibraryError) in
      try studio.session.invert(run)
    }
    if let failure = recorder.failure { throw failure }
    return recorder
  }

  private func report(_ curves: DistanceCurves) throws {
    try AtomicFile.write([UInt8](curves.csv.utf8), to: output)
    if let plot { try curves.plot(textCosine: textCosine).rendered().write(png: plot) }
    let found = [
      ("t_edit", curves.editTimestep(textCosine: textCosine)), ("t_boost", curves.boostTimestep),
    ]
    let reason =
      curves.measure.editThreshold == nil
      ? "not known: the thresholds of LPIPS are AlexNet's"
      : "not found: the curve stays below its threshold"
    for (name, t) in found { print("\(name) \(t.map { "\($0)" } ?? reason)") }
  }
}
