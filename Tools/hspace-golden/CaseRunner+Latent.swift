import CHSpace
import Foundation
import HSpaceLibrary

extension CaseRunner {
  /// Runs an autoencoder, and the U-Net between its halves where the case has one.
  func runLatent(_ golden: Case) throws {
    let network = ["eps", "eps_dh", "h", "temb"]
    let outputs = golden.description.outputs
    if outputs["eps"] != nil {
      for (weights, prefix) in [("model", ""), ("ema", "ema_")] {
        let names = network.map { prefix + $0 }.filter { outputs[$0] != nil }
        try runNetwork(
          golden, networks.session(for: golden, program: "unet", weights: weights), names,
          prefix: prefix)
      }
    }
    let encoded = try encode(golden)
    let z = try golden.input("z").floats
    let decoded = try decode(golden, z, ["decoded", "z_quantized", "indices"])
    var found = encoded.merging(decoded) { first, _ in first }
    if outputs["decoded_no_quantize"] != nil {
      found["decoded_no_quantize"] = try decode(golden, z, ["decoded"], asCodes: z)["decoded"]
    }
    if let latent = encoded["latent"], outputs["reconstruction"] != nil {
      found["reconstruction"] = try decode(golden, latent, ["decoded"])["decoded"]
    }
    for name in outputs.keys.sorted() where !network.contains(name) && !name.hasPrefix("ema_") {
      try compare(golden, name, found[name] ?? [])
    }
  }

  /// Samples in CompVis' convention, without noise and with the given one.
  func runLatentSampler(_ golden: Case) throws {
    let session = try networks.session(for: golden, program: "unet", weights: "model")
    let start = try golden.input("xT").floats
    let noise = try golden.input("noise")
    for (eta, name) in [(Float(0), "eta0"), (1, "eta1")] {
      var run = Run()
      run.convention = .compvis
      run.steps = try golden.required(golden.description.S, "S")
      run.eta = eta
      run.noise = { step, _ in noise.slice(Int(step.step)).map(Float.init) }
      try session.set(latent: start)
      let recorder = try Recorder(session, [HSP_VALUE_X, HSP_VALUE_X0])
      try session.edit([], recorder.recording(run))
      try compare(golden, "\(name)_x", start + recorder[HSP_VALUE_X])
      try compare(golden, "\(name)_x0_pred", recorder[HSP_VALUE_X0])
    }
    guard golden.description.outputs["cycle_z"] != nil else { return }
    var run = Run()
    run.convention = .compvis
    run.steps = try golden.required(golden.description.S, "S")
    run.eta = try golden.required(golden.description.cycle_eta, "cycle_eta")
    let code = try Code(session, run, of: golden, noise: "enc_noise")
    try compare(golden, "cycle_z", code.entries.flatMap { $0 })
    let recorder = try Recorder(session, [HSP_VALUE_X])
    try code.decode(session, recorder.recording(run))
    try compare(golden, "cycle_recon_x", code.entries[0] + recorder[HSP_VALUE_X])
  }

  /// What the encoder gives, and what follows from it.
  private func encode(_ golden: Case) throws -> [String: [Float]] {
    let session = try networks.session(for: golden, program: "encoder", input: "image")
    let image = NamedTensor.input("image", try golden.input("image").floats)
    let isCode = golden.description.outputs["latent"] != nil
    var found = try evaluate(session, [image], isCode ? ["latent"] : ["mean", "logvar"])
    guard let mean = found["mean"], let logvar = found["logvar"] else { return found }
    let scale = Float(golden.description.scale_factor ?? golden.description.scaling_factor ?? 1)
    found["scaled_mean"] = mean.map { $0 * scale }
    if golden.description.inputs["noise"] != nil {
      let noise = try golden.input("noise").floats
      let sample = mean.indices.map { index in
        mean[index] + exp(0.5 * min(20, max(-30, logvar[index]))) * noise[index]
      }
      found["sample"] = sample
      found["scaled_sample"] = sample.map { $0 * scale }
    }
    return found
  }

  /// What the decoder gives of a latent; `asCodes` are taken in place of the nearest codes.
  private func decode(
    _ golden: Case, _ z: [Float], _ names: [String], asCodes: [Float]? = nil
  ) throws -> [String: [Float]] {
    let session = try networks.session(for: golden, program: "decoder", input: "z")
    var given = [NamedTensor.input("z", z)]
    if let asCodes { given.append(.replace("z_quantized", asCodes)) }
    return try evaluate(
      session, given,
      names.filter { golden.description.outputs[$0] != nil || asCodes != nil || $0 == "decoded" })
  }

  private func evaluate(
    _ session: Session, _ given: [NamedTensor], _ outputs: [String]
  ) throws(LibraryError) -> [String: [Float]] {
    var tensors = given
    for name in outputs {
      tensors.append(.output(name, count: try session.extents(of: name).count))
    }
    try session.evaluate(&tensors)
    var found: [String: [Float]] = [:]
    for tensor in tensors.dropFirst(given.count) { found[tensor.name] = tensor.values }
    return found
  }
}
