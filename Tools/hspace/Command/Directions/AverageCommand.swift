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
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    try DirectionName.validate(DirectionName.of(output, name))
    guard strength.isFinite else { throw ValidationError("--strength must be a number.") }
  }

  func run() throws {
    let files = try Gallery.expand(pictures)
    let studio = try model.open()
    try Output.check(output, inputs: files + [studio.session.model.path])
    guard case .network(let network) = try studio.direction(network) else {
      throw Failure.usage("\(network): is a direction already (give a direction network)")
    }
    var run = steps.applied()
    run.tEdit = tEdit
    try studio.rehearse([Edit(.network(network), strength: strength)], run)
    let times = try Collector(studio: studio, run: run).timesteps(HSP_PHASE_GENERATING)
    guard times.contains(where: { Int($0) >= tEdit }) else {
      throw Failure.usage("--t-edit \(tEdit): no step is edited")
    }
    let gallery = try Gallery(files, studio)
    var sums = DirectionSums()
    try uninterrupted("no direction was written") {
      for (index, entry) in gallery.entries.enumerated() {
        let title = "\(index + 1)/\(gallery.entries.count)"
        try studio.take(try studio.read(entry.file))
        try studio.perform("\(title) invert", run) { run throws(LibraryError) in
          try studio.session.invert(run)
        }
        try add(network, studio, run, title, to: &sums)
      }
    }
    let mean = isGlobal ? sums.overall(gallery.entries.count) : sums.mean(gallery.entries.count)
    let direction = try Direction(
      name: DirectionName.of(output, name), model: studio.session.model,
      extents: try studio.session.extents(of: "h"), steps: network.steps,
      timesteps: isGlobal ? [-1] : sums.timesteps, values: mean)
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
    var hooked = run
    hooked.changeH = { step, h in
      guard Int(step.t) >= run.tEdit else { return nil }
      do throws(LibraryError) {
        let temb = try session.read(HSP_VALUE_TEMB, count: timeChannels)
        let dh = try network.direction(h, temb, extents)
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
    sums = gathered
  }
}

/// Sums of dh over pictures, at each step in the order of the runs.
struct DirectionSums {
  private(set) var timesteps: [Int32] = []
  private var sums: [[Double]] = []
  private var step = 0

  mutating func beginPicture() { step = 0 }

  mutating func add(_ dh: [Float], at timestep: Int32) {
    if step == sums.count {
      timesteps.append(timestep)
      sums.append([Double](repeating: 0, count: dh.count))
    }
    for index in dh.indices { sums[step][index] += Double(dh[index]) }
    step += 1
  }

  /// Means over so many pictures, all steps one behind the other.
  func mean(_ count: Int) -> [Float] {
    sums.flatMap { $0.map { Float($0 / Double(count)) } }
  }

  /// The mean over pictures and steps.
  func overall(_ count: Int) -> [Float] {
    let share = Double(count) * Double(sums.count)
    return (sums.first ?? []).indices.map { index in
      Float(sums.reduce(0) { $0 + $1[index] } / share)
    }
  }
}
