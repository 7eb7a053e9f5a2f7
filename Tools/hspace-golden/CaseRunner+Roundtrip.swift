import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// Inverts x0 and reconstructs it.
  func runRoundtrip(_ golden: Case, _ convention: Convention) throws {
    let session = try networks.session(for: golden)
    var run = Run()
    run.convention = convention
    run.steps = try golden.required(golden.description.S, "S")
    run.t0 = golden.description.t0 ?? -1

    try session.set(values: try golden.input("x0").floats)
    let inversion = try Recorder(session, [HSP_VALUE_X, HSP_VALUE_H])
    try session.invert(inversion.recording(run))
    try compare(golden, "inv_x", inversion[HSP_VALUE_X])
    try compare(golden, "inv_h", inversion[HSP_VALUE_H])

    let generation = try Recorder(session, [HSP_VALUE_X, HSP_VALUE_X0])
    try session.edit([], generation.recording(run))
    try compare(golden, "recon_x", generation[HSP_VALUE_X])
    if golden.description.outputs["recon_x0"] != nil {
      try compare(golden, "recon_x0", generation[HSP_VALUE_X0])
    }
  }
}
