import ArgumentParser
import HSpaceLibrary

/// How a picture becomes a code.
struct CodeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Noise the picture only up to this timestep. (default: the last one)")
  var tEs: Int?

  @Option(
    parsing: .unconditional,
    help: "Noise of the steps, 0 to 1: a number, first:last, or one for each step with commas.")
  var eta = EtaSchedule(0.1)

  @Option(help: "DDIM's noise, which eta scales, or that of DDPM's steps.")
  var variance: Variance = .ddim

  @Option(
    help: """
      How the picture is noised: posterior (CycleDiffusion, Haas' dpm), independent (edit-friendly, Haas' x0) or \
      upward (Haas' x_prev).
      """)
  var chain: Chain = .posterior

  @Option(help: "Seed of the noise.") var seed: UInt64 = 0

  @Flag(help: "End with the network's own step, which gives the picture back only nearly.")
  var asPublished = false

  /// The run with these options; `T` timesteps.
  func applied(to run: Run, T: Int) throws -> Run {
    var run = run
    if let tEs {
      guard (0..<T).contains(tEs) else {
        throw Failure.usage("--t-es: the model's timesteps are 0 to \(T - 1)")
      }
      run.skip = try Self.skip(above: tEs, run, T: T)
    }
    run.variance = variance
    run.chain = chain
    run.noiseSeed = seed
    run.keepsResidual = !asPublished
    return try eta.applied(to: run)
  }

  /// Steps above a timestep.
  static func skip(above timestep: Int, _ run: Run, T: Int) throws -> Int {
    let times: [Int32]
    do throws(LibraryError) {
      times = try run.convention.timesteps(run.steps, t0: run.t0, T: T).times
    } catch {
      throw Failure.usage(
        "--steps: \(run.steps) steps are not possible with \(run.convention.rawValue), "
          + "\(T) timesteps and this --t0")
    }
    let skip = times.count { $0 > timestep }
    guard skip < times.count else {
      throw Failure.usage(
        "--t-es: no step is left: the lowest of these timesteps is \(times[0])")
    }
    return skip
  }
}

extension Variance: ExpressibleByArgument {}

extension Chain: ExpressibleByArgument {
  package init?(argument: String) {
    let published: [String: Chain] = [
      "dpm": .posterior, "x0": .independent, "x_prev": .upward,
    ]
    guard let match = Self(rawValue: argument) ?? published[argument] else { return nil }
    self = match
  }
}
