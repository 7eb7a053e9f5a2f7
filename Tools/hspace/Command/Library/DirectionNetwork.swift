import CHSpace

/// A small network that makes a direction of h and the time embedding (Asyrp's f_t).
package final class DirectionNetwork {
  package let path: String
  package let name: String
  /// Steps of the trajectories that it was trained on; 0: its strength is never rescaled.
  package let steps: Int
  private let model: Model
  private var session: (extents: Extents, session: Session)?

  /// Opens the model file of a direction network.
  package init(path: String) throws(LibraryError) {
    self.path = path
    model = try Model(path: path, verify: true)
    let facts = try model.metadata()
    name = facts.first { $0.key == "name" }?.value ?? "direction"
    steps = facts.first { $0.key == "steps" }.flatMap { Int($0.value) } ?? 0
  }

  /// Sees that the network takes h and the time embedding of a session.
  package func check(_ main: Session) throws(LibraryError) {
    let h = try main.extents(of: "h")
    let own = try session(for: h)
    let temb = try main.extents(of: "temb")
    guard try own.extents(of: "h") == h, try own.extents(of: "temb") == temb else {
      var error = LibraryError(HSP_ERROR_MISMATCH)
      error.file = path
      throw error
    }
  }

  /// The direction at a step of a session.
  package func direction(
    _ h: [Float], _ temb: [Float], _ extents: Extents
  ) throws(LibraryError) -> [Float] {
    var tensors: [NamedTensor] = [
      .input("h", h), .input("temb", temb), .output("dh", count: h.count),
    ]
    try session(for: extents).evaluate(&tensors)
    return tensors[2].values
  }

  /// How much of dh is added: strength, rescaled to a run's steps, balanced among several.
  package func coefficient(_ strength: Float, _ run: Run, of count: Int) -> Float {
    let rescaled =
      steps > 0 ? Double(strength) * Double(steps) / Double(run.steps) : Double(strength)
    return Float(rescaled / Double(count).squareRoot())
  }

  private func session(for extents: Extents) throws(LibraryError) -> Session {
    if let session, session.extents == extents { return session.session }
    var options = SessionOptions()
    options.program = "direction"
    options.plain = true
    options.size = (extents.width, extents.height)
    let made = try Session(model, options)
    session = (extents, made)
    return made
  }
}
