import CHSpace
import Foundation
import HSpaceLibrary

extension CaseRunner {
  /// Edits x_T symmetrically and asymmetrically, and generates with one eta for each step.
  func runHaasEdit(_ golden: Case) throws {
    let session = try networks.session(for: golden)
    let noise = try golden.input("zs")
    var run = try haasRun(golden)
    run.tEdit = 0
    run.noise = { step, _ in noise.slice(Int(step.step)).map(Float.init) }
    let edits = [Edit(direction: try direction(golden, run, session), strength: 1)]

    run.symmetric = true
    let symmetric = try generate(golden, session, edits, run)
    try compare(golden, "sym_x", symmetric[HSP_VALUE_X])
    try compare(golden, "sym_h", symmetric[HSP_VALUE_H])
    run.eta = 1
    try compare(golden, "sym_eta1_x", try generate(golden, session, edits, run)[HSP_VALUE_X])
    try compare(golden, "plain_eta1_x", try generate(golden, session, [], run)[HSP_VALUE_X])
    run.eta = 0
    run.etas = try golden.input("etas").floats
    try compare(golden, "eta_list_x", try generate(golden, session, [], run)[HSP_VALUE_X])
    run.etas = nil
    run.symmetric = false
    try compare(golden, "asym_x", try generate(golden, session, edits, run)[HSP_VALUE_X])
  }

  /// Extracts noise maps, and generates from them.
  func runNoiseMaps(_ golden: Case) throws {
    let session = try networks.session(for: golden)
    var run = try haasRun(golden)
    run.eta = golden.description.eta ?? 1
    run.chain = try chain(golden)
    // The published code sets the last noise map to 0.
    run.keepsResidual = false
    let encoding = try Recorder(session, [HSP_VALUE_X, HSP_VALUE_H])
    let times = try run.convention.timesteps(run.steps, T: 1000).times
    let code = try Code(
      session, encoding.recording(run), of: golden, noise: "noise",
      // In the order of rising timesteps, whose x it is for.
      place: { step in times.firstIndex(of: step.t_next) ?? 0 })
    try compare(golden, "xts", code.entries[0] + encoding[HSP_VALUE_X])
    try compare(golden, "zs", code.entries.dropFirst().flatMap { $0 })
    try compare(golden, "h", encoding[HSP_VALUE_H])
    let generation = try Recorder(session, [HSP_VALUE_X])
    try code.decode(session, generation.recording(run))
    try compare(golden, "recon_x", generation[HSP_VALUE_X])
  }

  private func haasRun(_ golden: Case) throws -> Run {
    var run = Run()
    run.convention = .haas
    run.steps = try golden.required(golden.description.S, "S")
    return run
  }

  private func chain(_ golden: Case) throws -> Chain {
    let family = golden.description.family
    guard family.hasSuffix("method x0") else {
      throw GoldenError("the method of '\(family)' has a defect that is not reproduced")
    }
    return .independent
  }

  private func generate(
    _ golden: Case, _ session: Session, _ edits: [Edit], _ run: Run
  ) throws -> Recorder {
    try session.set(latent: try golden.input("xT").floats)
    let recorder = try Recorder(session, [HSP_VALUE_X, HSP_VALUE_H])
    try session.edit(edits, recorder.recording(run))
    return recorder
  }
}
