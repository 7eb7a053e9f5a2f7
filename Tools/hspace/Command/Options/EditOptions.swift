import ArgumentParser
import HSpaceLibrary

/// Where an edit acts, and how much noise it adds.
struct EditOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: "Edit at timesteps from this one up; auto finds it. (default: 400)")
  var tEdit: TimestepChoice?

  @Option(
    parsing: .unconditional,
    help: "Below this timestep eta is 1 (quality boosting); auto finds it. (default: 0)")
  var tBoost: TimestepChoice?

  @Option(
    help: "With auto: a table of distances, in place of those along the picture's inversion.")
  var curves: String?

  @Option(help: "With auto: measure LPIPS with this converted network, by path or name.")
  var lpips: String?

  @Option(
    help: """
      Encode the picture with the noise of every step, eta above 0, instead of inverting it: posterior, independent \
      (edit-friendly) or upward. Without strength, the picture comes back exactly.
      """)
  var chain: Chain?

  @Option(
    parsing: .unconditional,
    help: "With --t-edit auto: cosine of the texts for source and target. (default: 1)")
  var textCosine: Double?

  @Option(
    parsing: .unconditional,
    help: """
      Noise of the other steps, 0 to 1: a number, first:last, or one for each step with commas. (default: 0; 1 at a \
      boundary)
      """)
  var eta: EtaSchedule?

  @Option(help: "Seed of the steps' noise. (default: 0)")
  var noiseSeed: UInt64?

  @Flag(help: "Use the shifted noise in both terms of a step (Haas et al.).")
  var symmetric = false

  /// Whether a timestep is to be found.
  var isAutomatic: Bool { tEdit == .automatic || tBoost == .automatic }
  /// Whether it is found along each picture's own inversion.
  var measuresPictures: Bool { isAutomatic && curves == nil }

  func validate() throws {
    guard isAutomatic || curves == nil else {
      throw ValidationError("--curves needs --t-edit auto or --t-boost auto.")
    }
    guard measuresPictures || lpips == nil else {
      throw ValidationError("--lpips needs --t-edit auto or --t-boost auto, without --curves.")
    }
    guard tEdit == .automatic || textCosine == nil else {
      throw ValidationError("--text-cosine needs --t-edit auto.")
    }
    guard (textCosine ?? 1) > 0, (textCosine ?? 1) <= 1 else {
      throw ValidationError("--text-cosine must be above 0 and at most 1.")
    }
  }

  /// The run with what is given; what is to be found keeps its default.
  func applied(to run: Run) throws(Failure) -> Run {
    var run = run
    if case .at(let t) = tEdit { run.tEdit = t }
    if case .at(let t) = tBoost { run.tBoost = t }
    if let noiseSeed { run.noiseSeed = noiseSeed }
    run.symmetric = symmetric
    if let chain { run.chain = chain }
    return try eta?.applied(to: run) ?? run
  }

  /// Refuses a measure without thresholds.
  func check(_ measure: DistanceCurves.Measure, _ subject: String) throws(Failure) {
    guard measure.editThreshold != nil else {
      throw Failure.usage(
        "\(subject): the thresholds of LPIPS are AlexNet's, and this is VGG's "
          + "(measure with AlexNet, or give --t-edit and --t-boost numbers)")
    }
  }

  /// The run with what a table says; `subject` is whose it is.
  func found(in curves: DistanceCurves, _ run: Run, for subject: String) throws(Failure) -> Run {
    var run = run
    try check(curves.measure, subject)
    if tEdit == .automatic {
      guard let t = curves.editTimestep(textCosine: textCosine ?? 1) else {
        throw Failure("\(subject): A(t) stays below the threshold (give --t-edit a number)")
      }
      run.tEdit = t
    }
    if tBoost == .automatic {
      guard let t = curves.boostTimestep else {
        throw Failure("\(subject): B(t) stays below the threshold (give --t-boost a number)")
      }
      run.tBoost = min(t, run.tEdit)
    }
    Terminal.note("\(subject): t_edit \(run.tEdit), t_boost \(run.tBoost)")
    return run
  }
}
