import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace directions mixing`, which shows at which step a boundary is best placed.
struct MixingCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mixing", abstract: "Shows at which timestep a boundary is best placed.",
    discussion: """
      Prints for each timestep the mean radius of x_t, which is the square root of its number of \
      values for noise, and how often h tells two sets of pictures apart that were held out (half \
      of each; by the nearer mean). Choose --t0 where the sets are apart and the radius is near \
      1: edits there stay on the way of the pictures.
      """)

  @Argument(help: "PNG pictures, without sets.") var pictures: [String] = []
  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures that show the attribute.")
  var positive: [String] = []
  @Option(parsing: .upToNextOption, help: "Pictures that don't.") var negative: [String] = []
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
    if ways[1] {
      guard positive.count >= 2, negative.count >= 2 else {
        throw ValidationError(
          "Each set needs two pictures: there are \(positive.count) positive and "
            + "\(negative.count) negative ones.")
      }
    }
    guard (1...1_000_000).contains(samples ?? 1) else {
      throw ValidationError("--samples must be 1 to 1000000.")
    }
  }

  /// Pictures of which the first half of each set comes first: their means must be known.
  private var subjects: [(name: String, role: MixingSums.Role)] {
    if let samples { return (0..<UInt64(samples)).map { ("\(seed &+ $0)", .plain) } }
    if !pictures.isEmpty { return pictures.map { ($0, .plain) } }
    func half(_ set: [String], _ positive: Bool, _ training: Bool) -> [(String, MixingSums.Role)] {
      // Every other one, so that an order of the files has no part in it.
      set.indices.filter { ($0 % 2 == 0) == training }.map {
        (set[$0], training ? .training(positive: positive) : .test(positive: positive))
      }
    }
    return half(positive, true, true) + half(negative, false, true)
      + half(positive, true, false) + half(negative, false, false)
  }

  func run() throws {
    let studio = try model.open()
    let subjects = self.subjects
    let files = samples == nil ? subjects.map(\.name) : []
    let outputs = [output, plot].compactMap { $0 }
    for path in outputs { try Output.check(path, inputs: files + [studio.session.model.path]) }
    guard Set(outputs).count == outputs.count else {
      throw Failure.usage("--plot and --output name the same file")
    }
    let run = steps.applied()
    try studio.rehearse([], run)
    for path in files { _ = try Picture(png: path) }
    var work = try Collection(
      Collection<MixingSums>.key(
        studio.session, run, ["mixing"] + subjects.map { "\($0.role) \($0.name)" }),
      MixingSums(), resuming: resume)
    let part = output ?? plot ?? "mixing"
    try work.run(subjects.count, output: part) { index, sums in
      let (name, role) = subjects[index]
      try measure(name, role, "\(index + 1)/\(subjects.count)", studio, run, &sums)
    }
    try report(work.sums.rows(size: try studio.session.extents(of: "x").count))
  }

  /// Adds one picture, or that of a seed.
  private func measure(
    _ name: String, _ role: MixingSums.Role, _ title: String, _ studio: Studio, _ run: Run,
    _ sums: inout MixingSums
  ) throws {
    let session = studio.session
    let count = try session.extents(of: "x").count
    if samples == nil {
      try studio.take(try studio.read(name))
    } else {
      try session.set(noise: UInt64(name) ?? 0)
    }
    var gathered = sums
    var failure: LibraryError?
    var watched = run
    watched.readH = { step, h in
      do throws(LibraryError) {
        let x = try session.read(HSP_VALUE_X, count: count)
        let square = x.reduce(0.0) { $0 + Double($1) * Double($1) }
        gathered.add(Int(step.step), t: step.t, radius: square.squareRoot(), h: h, role)
      } catch { failure = error }
    }
    try studio.perform(title, watched) { [samples] run throws(LibraryError) in
      if samples == nil { try session.invert(run) } else { try session.edit([], run) }
    }
    if let failure { throw failure }
    gathered.endPicture(role)
    sums = gathered
  }

  private func report(_ rows: [MixingRow]) throws {
    print("   t    radius   / noise" + (rows.first?.accuracy == nil ? "" : "   accuracy of h"))
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
    if rows.contains(where: { $0.accuracy != nil }) {
      curves.append(
        .init("accuracy in h", rows.map { (Double($0.t), $0.accuracy ?? .nan) }))
    }
    try Plot(title: "where to place a boundary", axis: "t", curves: curves).rendered()
      .write(png: plot)
  }
}
