/// Runs one case and compares what it names.
struct CaseRunner {
  let networks: Networks
  let tally: Tally

  init(_ networks: Networks, _ tally: Tally) {
    self.networks = networks
    self.tally = tally
  }

  func run(_ folder: String) {
    let name = folder.split(separator: "/").last.map(String.init) ?? folder
    do {
      let golden = try Case(folder: folder)
      try dispatch(golden)
    } catch let error as GoldenError {
      tally.refuse(name, error.sentence)
    } catch {
      tally.refuse(name, "\(error)")
    }
  }

  private func dispatch(_ golden: Case) throws {
    switch golden.description.family {
    case "noise schedules": try runSchedules(golden)
    case "timestep sequences": try runTimesteps(golden)
    case "DDIM inversion and reconstruction, Asyrp convention":
      try runRoundtrip(golden, .asyrp)
    case "DDIM inversion and reconstruction, diffusers/Haas convention":
      try runRoundtrip(golden, .haas)
    case "Asyrp asymmetric edit, given dh": try runGivenEdit(golden)
    case "BoundaryDiffusion one-step edit": try runBoundary(golden)
    case "CompVis DDIM sampler and its DPM-Encoder variant (latent space)":
      try runLatentSampler(golden)
    case "h-space read-out and injection before / middle / after": try runLocations(golden)
    case "Haas symmetric h-space edit": try runHaasEdit(golden)
    case let family where family.hasPrefix("Haas noise-map inversion"): try runNoiseMaps(golden)
    case let family where family.hasPrefix("DPM-Encoder and cycle translation"):
      try runStoredCode(golden)
    case let family where family.hasPrefix("interleaved CycleDiffusion with DDIMScheduler"):
      try runLockStep(golden)
    case "PCA of h-space samples": try runComponents(golden)
    case "linear SVM boundary": try runMachine(golden)
    case "Haas conditional projection": try runProjection(golden)
    case let family where family.hasPrefix("Asyrp f_t"): try runDirectionNetwork(golden)
    case let family where family.hasPrefix("Asyrp edit with two f_t"): try runGivenEdit(golden)
    default:
      if golden.description.inputs["image"] != nil { return try runLatent(golden) }
      guard golden.description.timesteps != nil, golden.description.outputs["eps"] != nil else {
        throw GoldenError("its family '\(golden.description.family)' is not known")
      }
      try runNetwork(golden)
    }
  }

  /// Compares what was computed with an output of the case.
  func compare(_ golden: Case, _ output: String, _ values: [Float]) throws(GoldenError) {
    let expected = try golden.golden(output)
    tally.record(golden.name, output, error: expected.error(of: values), limit: expected.limit)
  }
}
