import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// The command `hspace directions average`, which turns a direction network into a direction.
struct AverageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "average", abstract: "Averages what a direction network makes of pictures.",
    discussion: """
      Edits each picture with the network at --strength, and averages its dh at every edited step: \
      a direction that needs no network and serves all pictures (Asyrp's mean direction).
      """)

  @Argument(help: "The direction network, by path or name.") var network: String
  @OptionGroup var model: ModelOption
  @Option(parsing: .upToNextOption, help: "Pictures, or their folders.") var pictures: [String]
  @Option(parsing: .unconditional, help: "The strength of the edits.") var strength: Float = 1
  @Option(parsing: .unconditional, help: "Edit at timesteps from this one up.") var tEdit = 400
  @Flag(name: .customLong("global"), help: "Average over the steps too: one dh for all of them.")
  var isGlobal = false
  @Option(help: "The direction's name. (default: the output's)") var name: String?
  @Option(name: .shortAndLong, help: "The direction to write (.hsm).") var output: String
  @Option(help: "Go on with interrupted work (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    try DirectionName.validate(DirectionName.of(output, name))
    guard strength.isFinite else { throw ValidationError("--strength must be a number.") }
  }

  func run() throws {
    let files = try Gallery.expand(pictures)
    let studio = try model.open()
    let inputs = try files + [studio.path(ofDirection: network)]
    try Output.check(
      output, inputs: inputs + [studio.session.model.path] + [resume].compactMap { $0 })
    guard case .network(let network) = try studio.direction(network) else {
      throw Failure.usage("\(network): is a direction already (give a direction network)")
    }
    var run = steps.applied()
    run.tEdit = tEdit
    try studio.rehearse([Edit(.network(network), strength: strength)], run)
    let times = try Collector(studio: studio, run: run).timesteps(HSP_PHASE_GENERATING)
      .map { Int($0) }.filter { $0 >= tEdit }
    guard !times.isEmpty else {
      throw Failure.usage("--t-edit \(tEdit): no step is edited")
    }
    let gallery = try Gallery(files, studio)
    var work = try Collection(
      WorkKey.of([studio.session.model], inputs: inputs), DirectionSums(), resuming: resume)
    guard work.sums.fits(times, try studio.session.extents(of: "h").count) else {
      throw Failure("\(resume ?? ""): is damaged (begin again without --resume)")
    }
    try work.run(gallery.entries.count, output: output) { index, sums in
      let title = "\(index + 1)/\(gallery.entries.count)"
      try studio.take(try studio.read(gallery.entries[index].file))
      try studio.perform("\(title) invert", run) { run throws(LibraryError) in
        try studio.session.invert(run)
      }
      try add(network, studio, run, title, to: &sums)
    }
    let sums = work.sums
    let mean = isGlobal ? sums.overall(gallery.entries.count) : sums.mean(gallery.entries.count)
    let direction = try Direction(
      name: DirectionName.of(output, name), model: studio.session.model,
      extents: try studio.session.extents(of: "h"), steps: network.steps,
      timesteps: isGlobal ? [-1] : sums.times.map { Int32($0) }, values: mean)
    try about(output) { () throws(LibraryError) in try direction.save(to: output) }
  }

  /// Edits the picture whose latent code the session holds, and adds every dh.
  private func add(
    _ network: DirectionNetwork, _ studio: Studio, _ run: Run, _ title: String,
    to sums: inout DirectionSums
  ) throws {
    let session = studio.session
    let extents = try session.extents(of: "h")
    let timeChannels = try session.extents(of: "temb").count
    let coefficient = network.coefficient(strength, run, of: 1)
    var gathered = sums
    gathered.beginPicture()
    var failure: LibraryError?
    var isFinite = true
    var hooked = run
    hooked.changeH = { step, h in
      guard Int(step.t) >= run.tEdit else { return nil }
      do throws(LibraryError) {
        let temb = try session.read(HSP_VALUE_TEMB, count: timeChannels)
        let dh = try network.direction(h, temb, extents)
        isFinite = isFinite && dh.allSatisfy(\.isFinite)
        gathered.add(dh, at: step.t)
        return zip(h, dh).map { $0 + coefficient * $1 }
      } catch {
        failure = error
        return nil
      }
    }
    try studio.perform("\(title) edit", hooked) { run throws(LibraryError) in
      try session.edit([], run)
    }
    if let failure { throw failure }
    guard isFinite else {
      throw Failure("\(network.path): its dh is not finite (is it damaged, or of another model?)")
    }
    sums = gathered
  }
}
