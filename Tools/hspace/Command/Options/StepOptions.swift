import ArgumentParser
import HSpaceLibrary

/// How a run's timesteps are placed.
struct StepOptions: ParsableArguments {
  @Option(help: "Number of steps. (default: 50, or the latent code's)")
  var steps: Int?

  @Option(help: "How timesteps are placed. (default: asyrp, or the latent code's)")
  var convention: Convention?

  @Option(parsing: .unconditional, help: "Last timestep. (default: the model's, or the code's)")
  var t0: Int?

  func validate() throws {
    guard (1...100_000).contains(steps ?? 1) else {
      throw ValidationError("--steps must be 1 to 100000.")
    }
  }

  var areGiven: Bool { steps != nil || convention != nil || t0 != nil }

  /// The run, where `run` says what was not given.
  func applied(to run: Run = Run()) -> Run {
    var run = run
    if let steps { run.steps = steps }
    if let convention { run.convention = convention }
    if let t0 { run.t0 = t0 }
    return run
  }
}

extension Convention: ExpressibleByArgument {}
