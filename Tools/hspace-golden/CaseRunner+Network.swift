import HSpaceLibrary

extension CaseRunner {
  /// Evaluates a network at each timestep, and its decoder again with h + dh.
  func runNetwork(_ golden: Case) throws {
    let inputs = golden.description.inputs
    if let other = inputs.keys.filter({ !["x", "dh"].contains($0) }).sorted().first {
      throw GoldenError("the input '\(other)' is not known")
    }
    let session = try networks.session(for: golden)
    try runNetwork(golden, session, golden.description.outputs.keys.sorted())
  }

  /// Compares the outputs of that name, which may have a prefix for weights of another kind.
  func runNetwork(
    _ golden: Case, _ session: Session, _ outputs: [String], prefix: String = ""
  ) throws {
    let inputs = golden.description.inputs
    let x = try golden.input("x").floats
    var found: [String: [Float]] = [:]
    let names = outputs.map { String($0.dropFirst(prefix.count)) }
    let plain = names.filter { $0 != "eps_dh" }
    let predicted = try predictions(golden, session)
    for t in try golden.required(golden.description.timesteps, "timesteps") {
      let time: [NamedTensor] = [.input("x", x), .input("t", [Float(t)])]
      var tensors = time
      for name in plain.flatMap({ $0 == "eps" ? predicted : [$0] }) {
        tensors.append(.output(name, count: try session.extents(of: name).count))
      }
      try session.evaluate(&tensors)
      for tensor in tensors.dropFirst(2) {
        found[tensor.name == "sigma" ? "eps" : tensor.name, default: []] += tensor.values
      }
      guard inputs["dh"] != nil else { continue }
      tensors =
        time + [
          .add("h", try golden.input("dh").floats)
        ]
      for name in predicted {
        tensors.append(.output(name, count: try session.extents(of: name).count))
      }
      try session.evaluate(&tensors)
      for tensor in tensors.dropFirst(3) { found["eps_dh", default: []] += tensor.values }
    }
    for name in names { try compare(golden, prefix + name, found[name] ?? []) }
  }

  /// What the original calls eps: with a learned variance, sigma's channels follow.
  private func predictions(_ golden: Case, _ session: Session) throws -> [String] {
    let channels = golden.description.outputs["eps"]?.shape?.dropFirst().first
    return channels == (try session.extents(of: "eps").channels) ? ["eps"] : ["eps", "sigma"]
  }
}
