import ArgumentParser
import HSpaceLibrary

/// Where an edit acts, and how much noise it adds.
struct EditOptions: ParsableArguments {
  @Option(parsing: .unconditional, help: "Edit at timesteps from this one up.")
  var tEdit = 400

  @Option(parsing: .unconditional, help: "Below this timestep eta is 1 (quality boosting).")
  var tBoost = 0

  @Option(parsing: .unconditional, help: "Noise of the other steps, 0 to 1.")
  var eta: Float = 0

  @Option(help: "Seed of the steps' noise.")
  var noiseSeed: UInt64 = 0

  @Flag(help: "Use the shifted noise in both terms of a step (Haas et al.).")
  var symmetric = false

  func applied(to run: Run) -> Run {
    var run = run
    run.tEdit = tEdit
    run.tBoost = tBoost
    run.eta = eta
    run.noiseSeed = noiseSeed
    run.symmetric = symmetric
    return run
  }
}
