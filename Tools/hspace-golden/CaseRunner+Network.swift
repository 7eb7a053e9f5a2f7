import HSpaceLibrary

extension CaseRunner {
  /// Evaluates a network at each timestep, and its decoder again with h + dh.
  func runNetwork(_ golden: Case) throws {
    let inputs = golden.description.inputs
    if let other = inputs.keys.filter({ !["x", "dh"].contains($0) }).sorted().first {
      throw GoldenError("the input '\(other)' is not known")
    }
    let session = try networks.session(for: golden)
    let x = try golden.input("x").floats
    var found: [String: [Float]] = [:]
    let plain = golden.description.outputs.keys.filter { $0 != "eps_dh" }.sorted()
    for t in try golden.required(golden.description.timesteps, "timesteps") {
      let time: [NamedTensor] = [.input("x", x), .input("t", [Float(t)])]
      var tensors = time
      for name in plain {
        tensors.append(.output(name, count: try session.extents(of: name).count))
      }
      try session.evaluate(&tensors)
      for tensor in tensors.dropFirst(2) { found[tensor.name, default: []] += tensor.values }
      guard inputs["dh"] != nil else { continue }
      tensors =
        time + [
          .add("h", try golden.input("dh").floats),
          .output("eps", count: try session.extents(of: "eps").count),
        ]
      try session.evaluate(&tensors)
      found["eps_dh", default: []] += tensors[3].values
    }
    for name in golden.description.outputs.keys.sorted() {
      try compare(golden, name, found[name] ?? [])
    }
  }
}
