import ArgumentParser
import HSpaceLibrary

/// Where an edit acts, and how much noise it adds.
struct EditOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: "Edit at timesteps from this one up. (default: 400)")
  var tEdit: Int?

  @Option(
    parsing: .unconditional,
    help: "Below this timestep eta is 1 (quality boosting). (default: 0)")
  var tBoost: Int?

  @Option(
    parsing: .unconditional, help: "Noise of the other steps, 0 to 1. (default: 0; 1 at a boundary)"
  )
  var eta: Float?

  @Option(help: "Seed of the steps' noise. (default: 0)")
  var noiseSeed: UInt64?

  @Flag(help: "Use the shifted noise in both terms of a step (Haas et al.).")
  var symmetric = false

  func applied(to run: Run) -> Run {
    var run = run
    if let tEdit { run.tEdit = tEdit }
    if let tBoost { run.tBoost = tBoost }
    if let eta { run.eta = eta }
    if let noiseSeed { run.noiseSeed = noiseSeed }
    run.symmetric = symmetric
    return run
  }
}
