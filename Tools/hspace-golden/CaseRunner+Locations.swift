import HSpaceLibrary

extension CaseRunner {
  /// Reads h before, inside and after the middle block, and adds dh at each place.
  func runLocations(_ golden: Case) throws {
    let session = try networks.session(for: golden)
    let t = try golden.required(golden.description.timestep, "timestep")
    let inputs: [NamedTensor] = [
      .input("x", try golden.input("x").floats), .input("t", [Float(t)]),
    ]
    let plain = try evaluate(session, inputs, ["eps"])
    try compare(golden, "eps", plain)
    for (place, name) in [("before", "h_before"), ("middle", "h_middle"), ("after", "h")] {
      try compare(golden, "h_\(place)", try evaluate(session, inputs, [name]))
      let moved = inputs + [.add(name, try golden.input("dh").floats)]
      try compare(golden, "eps_dh_\(place)", try evaluate(session, moved, ["eps"]))
    }
  }

  private func evaluate(
    _ session: Session, _ inputs: [NamedTensor], _ outputs: [String]
  ) throws -> [Float] {
    var tensors = inputs
    for name in outputs {
      tensors.append(.output(name, count: try session.extents(of: name).count))
    }
    try session.evaluate(&tensors)
    return tensors.dropFirst(inputs.count).flatMap(\.values)
  }
}
