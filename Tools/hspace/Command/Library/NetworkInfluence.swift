import CHSpace

/// Adds what direction networks make of h, in a run's hook.
package final class NetworkInfluence {
  private let session: Session
  private let networks: [(network: DirectionNetwork, coefficient: Float)]
  /// The last timestep at which anything is added.
  private let firstTimestep: Int
  // Asked for before the run: inside it the session answers no such question.
  private let h: Extents
  private let timeChannels: Int
  /// A network that failed, which leaves h as it is and cancels the run.
  package private(set) var failure: LibraryError?

  package init(
    _ session: Session, _ networks: [(network: DirectionNetwork, coefficient: Float)],
    from timestep: Int
  ) throws(LibraryError) {
    h = try session.extents(of: "h")
    timeChannels = networks.isEmpty ? 0 : try session.extents(of: "temb").count
    self.session = session
    self.networks = networks
    firstTimestep = timestep
  }

  /// The run with this object's hook; the object must outlive the run.
  package func applied(to run: Run) -> Run {
    var run = run
    run.changeH = { step, h in self.change(step, h) }
    let progress = run.progress
    run.progress = { step in self.failure == nil && progress?(step) ?? true }
    return run
  }

  /// h + sum of c_i f_i(h, temb); every network sees the h that the encoder made.
  private func change(_ step: hsp_step, _ values: [Float]) -> [Float]? {
    guard step.t >= firstTimestep, step.phase == HSP_PHASE_GENERATING.rawValue else { return nil }
    do throws(LibraryError) {
      let temb = try session.read(HSP_VALUE_TEMB, count: timeChannels)
      var changed = values
      for (network, coefficient) in networks {
        let dh = try network.direction(values, temb, h)
        for index in changed.indices { changed[index] += coefficient * dh[index] }
      }
      return changed
    } catch {
      failure = error
      return nil
    }
  }
}
