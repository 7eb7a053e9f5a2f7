import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// Edits x_T with a given dh for each edited step, and given noise.
  func runGivenEdit(_ golden: Case) throws {
    let description = golden.description
    let coefficients = try golden.required(description.hs_coeff, "hs_coeff")
    guard coefficients.count >= 2, coefficients[0] == 1 else {
      throw GoldenError("hs_coeff is \(coefficients), and only [1, c, ...] can be run")
    }
    let session = try networks.session(for: golden)
    var run = Run()
    run.steps = try golden.required(description.S, "S")
    run.t0 = description.t0 ?? -1
    run.tEdit = try golden.required(description.t_edit, "t_edit")
    run.tBoost = try golden.required(description.t_boost, "t_boost")
    run.noise = try givenNoise(golden, run, session)

    var edits: [Edit] = []
    for (index, file) in (description.delta_blocks?.files ?? []).enumerated() {
      // A run divides the strengths of several by the root of their number.
      let balance = Float(coefficients.count - 1).squareRoot()
      edits.append(
        Edit(
          .network(try networks.direction("\(golden.folder)/\(file)")),
          strength: coefficients[index + 1] * balance))
    }
    if edits.isEmpty {
      edits = [Edit(direction: try direction(golden, run, session), strength: coefficients[1])]
    }
    try session.set(latent: try golden.input("xT").floats)
    let recorder = try Recorder(
      session, [HSP_VALUE_X, HSP_VALUE_X0, HSP_VALUE_EPS, HSP_VALUE_EPS_EDITED])
    try session.edit(edits, recorder.recording(run))
    try compare(golden, "x", recorder[HSP_VALUE_X])
    try compare(golden, "x0_pred", recorder[HSP_VALUE_X0])
    try compare(golden, "eps", recorder[HSP_VALUE_EPS])
    try compare(golden, "eps_edited", recorder[HSP_VALUE_EPS_EDITED])
  }

  /// Timesteps of a run, in execution order.
  private func falling(_ run: Run, _ session: Session) throws(LibraryError) -> [Int32] {
    let T = Int(session.model.info.timesteps)
    return try run.convention.timesteps(run.steps, t0: run.t0, T: T).times.reversed()
  }

  func direction(_ golden: Case, _ run: Run, _ session: Session) throws -> Direction {
    let dh = try golden.input("dh")
    let edited = try falling(run, session).filter { $0 >= run.tEdit }
    let extents = try session.extents(of: "h")
    guard dh.values.count == edited.count * extents.count else {
      throw GoldenError("dh has \(dh.values.count) values for \(edited.count) edited steps")
    }
    return try Direction(
      name: golden.name, model: session.model, extents: extents, steps: 0, timesteps: edited,
      values: dh.floats)
  }

  /// The case's noise, in order of the steps with eta 1.
  private func givenNoise(
    _ golden: Case, _ run: Run, _ session: Session
  ) throws -> (hsp_step, Int) -> [Float]? {
    let noise = try golden.input("noise")
    let noisy = try falling(run, session).filter { $0 < run.tBoost }
    guard noise.shape.first == noisy.count else {
      throw GoldenError("noise is of \(noise.shape) for \(noisy.count) steps with eta 1")
    }
    return { step, _ in
      noisy.firstIndex(of: step.t).map { noise.slice($0).map(Float.init) }
    }
  }
}
