import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// Encodes x0, and decodes the code with the same network and with a second one.
  func runStoredCode(_ golden: Case) throws {
    let source = try networks.session(for: golden)
    let target = try networks.session(for: golden, second: true)
    var run = try cycleRun(golden)
    // The published decoder ends with the network's own step onto x0.
    run.keepsResidual = false
    try compareTimes(golden, golden.description.sequence, run)
    let outputs = golden.description.outputs
    let encoding = try Recorder(source, [HSP_VALUE_X])
    let code = try Code(source, encoding.recording(run), of: golden, noise: "noise")
    // The last step's entry is no part of the published code: it has no noise.
    try compare(golden, "z", code.entries.dropLast().flatMap { $0 })
    if outputs["enc_x"] != nil {
      let count = code.entries[0].count
      try compare(golden, "enc_x", code.entries[0] + encoding[HSP_VALUE_X].dropLast(count))
    }
    for (session, name) in [(source, "recon"), (target, "translated")] {
      let recorder = try Recorder(session, [HSP_VALUE_X])
      try code.decode(session, recorder.recording(run))
      let x = recorder[HSP_VALUE_X]
      if outputs["\(name)_x"] != nil { try compare(golden, "\(name)_x", x) }
      if outputs[name] != nil {
        try compare(golden, name, Array(x.suffix(code.entries[0].count)))
      }
    }
  }

  /// Encodes with one network and decodes with another at the same time.
  func runLockStep(_ golden: Case) throws {
    let scheduler = try golden.required(golden.description.scheduler, "scheduler")
    guard scheduler.steps_offset == 1, scheduler.set_alpha_to_one == false else {
      throw GoldenError("only steps_offset 1 that ends at alpha_bar_0 can be run")
    }
    let source = try networks.session(for: golden)
    let target = try networks.session(for: golden, second: true)
    let noise = try golden.input("noise")
    var run = Run()
    run.convention = .compvis
    run.steps = try golden.required(golden.description.S, "S")
    run.skip = golden.description.skipped_steps ?? 0
    run.eta = try golden.required(golden.description.eta, "eta")
    try compareTimes(golden, golden.description.timesteps?.reversed(), run)
    var next = 0
    run.noise = { _, _ in
      defer { next += 1 }
      return next < noise.shape[0] ? noise.slice(next).map(Float.init) : nil
    }
    var entries: [[Float]] = []
    run.code = { _, _, values in
      entries.append(values)
      return true
    }
    var (sourceX, targetX): ([Float], [Float]) = ([], [])
    let count = try source.extents(of: "x").count
    run.progress = { _ in
      guard let x = try? source.read(HSP_VALUE_X, count: count),
        let y = try? target.read(HSP_VALUE_X, count: count)
      else { return false }
      sourceX += x
      targetX += y
      return true
    }
    try source.set(values: try golden.input("x0").floats)
    try source.translate(to: target, run)
    try compare(golden, "source_x", entries[0] + sourceX)
    try compare(golden, "z", entries.dropFirst().flatMap { $0 })
    try compare(golden, "target_x", entries[0] + targetX)
  }

  /// Compares the ascending timesteps of a run, exactly.
  private func compareTimes(_ golden: Case, _ expected: [Int32]?, _ run: Run) throws {
    guard let expected else { return }
    let times = try run.convention.timesteps(run.steps, T: 1000).times.dropLast(run.skip)
    tally.record(
      golden.name, "timesteps", error: expected == Array(times) ? 0 : 1, limit: 0)
  }

  private func cycleRun(_ golden: Case) throws -> Run {
    let description = golden.description
    var run = Run()
    run.convention = .cycle
    if description.family.hasSuffix("DDPM") {
      run.steps = try golden.required(description.custom_steps, "custom_steps")
      run.skip = run.steps - (try golden.required(description.es_steps, "es_steps"))
      let text = try golden.required(description.variance, "variance")
      guard let variance = Variance.allCases.first(where: { text.hasPrefix($0.sentence) }) else {
        throw GoldenError("the variance '\(text)' is not known")
      }
      run.variance = variance
    } else {
      run.steps = try golden.required(description.S, "S")
      run.skip = run.steps - (description.es_steps ?? run.steps)
      run.eta = try golden.required(description.eta, "eta")
    }
    return run
  }
}

extension Variance {
  /// As the cases call it.
  fileprivate var sentence: String {
    switch self {
    case .ddim: "DDIM"
    case .small: "fixed small"
    case .large: "fixed large"
    case .learned: "learned"
    case .model: "model"
    }
  }
}
