import CHSpace
import HSpaceLibrary

extension CaseRunner {
  /// Places h and x at t_0 at signed distances of their boundaries, and goes on from there.
  func runBoundary(_ golden: Case) throws {
    let description = golden.description
    let distances = try golden.required(description.distances, "distances")
    let session = try networks.session(for: golden)
    var run = Run()
    run.convention = .boundary
    run.steps = try golden.required(description.S, "S")
    run.t0 = description.t0 ?? 500

    try session.set(values: try golden.input("x0").floats)
    try session.invert(run)
    let extents = (x: try session.extents(of: "x"), h: try session.extents(of: "h"))
    let z = try session.read(HSP_VALUE_X, count: extents.x.count)
    let h = try session.read(HSP_VALUE_H, count: extents.h.count)
    try compare(golden, "z", z)
    try compare(golden, "h", h)
    try session.edit([], run)
    try compare(golden, "recon", try session.read(HSP_VALUE_X, count: extents.x.count))

    let normals = (
      x: try normal(golden, "w_z", extents.x, session),
      h: try normal(golden, "w_h", extents.h, session)
    )
    let moved = try distances.map { distance in
      (
        x: try normals.x.placed(z, at: distance), h: try normals.h.placed(h, at: distance)
      )
    }
    try compare(golden, "z_moved", moved.flatMap(\.x))
    try compare(golden, "h_moved", moved.flatMap(\.h))
    run.eta = Float(description.eta_edit ?? 1)
    let noise = try golden.input("noise")
    run.noise = { step, _ in noise.slice(Int(step.step)).map(Float.init) }
    for (name, asPublished) in [("edited_published_loop", true), ("edited_single_step", false)] {
      let results = try moved.map { place in
        try session.set(latent: place.x)
        let edit = BoundaryEdit(x: place.x, h: place.h, asPublished: asPublished)
        try session.edit([], edit.applied(to: run))
        return try session.read(HSP_VALUE_X, count: extents.x.count)
      }
      try compare(golden, name, results.flatMap { $0 })
    }
  }

  /// A case's hyperplane, as a direction of h or of x.
  private func normal(
    _ golden: Case, _ input: String, _ extents: Extents, _ session: Session
  ) throws -> Direction {
    let values = try golden.input(input).floats
    guard values.count == extents.count else {
      throw GoldenError("\(input) has \(values.count) values instead of \(extents.count)")
    }
    return try Direction(
      name: input, model: session.model, extents: extents, steps: 0, timesteps: [-1],
      values: values)
  }
}
