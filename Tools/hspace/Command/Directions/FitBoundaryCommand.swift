import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary

/// The command `hspace directions boundary`, which fits a boundary between two sets of pictures.
struct FitBoundaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boundary", abstract: "Fits a boundary between two sets of pictures, in h and x.",
    discussion: "Inverts the pictures up to t0, fits a linear support vector machine to h and to "
      + "x there, and says how many of the pictures that were held out it tells apart. The output "
      + "holds both normals, for `hspace edit --boundary`. " + PictureSets.explanation)

  @OptionGroup var model: ModelOption
  @OptionGroup(title: "Pictures") var sets: PictureSets
  @Option(help: "Share of each set that is held out to measure the boundary, 0 to 0.9.")
  var heldOut = 0.2
  @Option(help: "Go on with the samples of an interrupted command.") var resume: String?
  @Option(name: .shortAndLong, help: "The boundary to write (.hsm).") var output: String
  @Option(help: "Number of steps.") var steps = 40
  @Option(help: "How timesteps are placed.") var convention = Convention.boundary
  @Option(help: "The timestep of the boundary.") var t0 = 500

  private static let parts = ["h", "x"]

  func validate() throws {
    guard (0...0.9).contains(heldOut) else { throw ValidationError("--held-out must be 0 to 0.9.") }
  }

  func run() throws {
    let files = try sets.files()
    let studio = try model.open()
    try Output.check(
      output, inputs: files.positive + files.negative + [studio.session.model.path])
    let (up, down) = (try Gallery(files.positive, studio), try Gallery(files.negative, studio))
    try down.checkDistinct(from: up)
    let split = BoundarySplit(
      positive: up.entries.count, negative: down.entries.count, heldOut: heldOut)
    let statistics = try collect(studio, Gallery(joining: up, down))
    var normals: [Direction] = []
    for (part, name) in zip(statistics, Self.parts) {
      let fit = try BoundaryFit(part, split, name: name, studio.session.model)
      print("\(name)  \(fit.report)")
      normals.append(fit.normal)
    }
    try about(output) { () throws(LibraryError) in try Direction.save(normals, to: output) }
  }

  /// h of the last evaluation and x at the end of all pictures' inversions.
  private func collect(_ studio: Studio, _ pictures: Gallery) throws -> [Statistics] {
    var run = Run()
    run.steps = steps
    run.convention = convention
    run.t0 = t0
    let collector = Collector(studio: studio, run: run)
    let count = pictures.entries.count
    guard let evaluated = try collector.timesteps(HSP_PHASE_INVERTING).first,
      let reached = try collector.sequence().last
    else { throw Failure.usage("--steps: one step is too few") }
    let fresh = [
      try collector.rows(HSP_VALUE_H, "h", at: evaluated, capacity: count),
      try collector.rows(HSP_VALUE_X, "x", at: reached, capacity: count),
    ]
    let checkpoint = Checkpoint(prefix: resume ?? "\(output).part", parts: Self.parts)
    let statistics = try resume == nil ? fresh : checkpoint.opened(like: fresh)
    for (part, file) in zip(statistics, checkpoint.files) { try pictures.check(part, file) }
    guard statistics[0].count == statistics[1].count else {
      throw Failure("\(checkpoint.files.joined(separator: ", ")): do not belong together")
    }
    let size = try studio.session.extents(of: "x").count
    try checkpoint.keeping(statistics) {
      try collector.add(pictures, to: statistics[0], "pictures") { entry in
        try statistics[1].begin(entry.id)
        try statistics[1].put(try studio.session.read(HSP_VALUE_X, count: size), at: reached)
        try statistics[1].commit()
      }
    }
    return statistics
  }
}

extension Gallery {
  /// The pictures of two galleries, one behind the other.
  init(joining first: Gallery, _ second: Gallery) { entries = first.entries + second.entries }
}
