import Container
import Program

/// The buffers of a session beside the network's: pictures, epsilon and noise, channels last.
package struct EngineBuffers {
  /// The one element is the run's state.
  ///
  /// In memory of its own, because callbacks may read it in the middle of a run.
  let state: Slice<RunState>
  /// Timesteps of the run, as many as the schedule has.
  let sequence: Slice<Int32>
  /// eta of each step, where there is more than one; as many.
  let etas: Slice<Float>
  /// x_T, kept so that edits can start from it again; while a picture is encoded, the picture.
  let latent: Slice<Float>
  /// Unmodified eps of the last step.
  let epsilon: Slice<Float>
  /// Predicted x_0 of the last step.
  let x0: Slice<Float>
  /// h as the encoder made it.
  let h: Slice<Float>
  /// Channel-first room for callbacks: a picture or h; a step's noise, also when it is channels last.
  let staging: Slice<Float>
  /// x_t.
  ///
  /// The last buffer: its last byte is the last of the session.
  let x: Slice<Float>

  /// Byte offsets in an arena.
  package struct Layout {
    let state: Int
    let sequence: Int
    let etas: Int
    let latent: Int
    let epsilon: Int
    let x0: Int
    let h: Int
    let staging: Int
    let x: Int
    let timesteps: Int
    let picture: Int
    let hidden: Int

    /// Reserves the buffers; nil when the arena is too small.
    package init?(timesteps: Int, picture: Int, hidden: Int, in arena: inout Arena) {
      self.timesteps = timesteps
      self.picture = picture
      self.hidden = hidden
      guard let state = arena.reserve(MemoryLayout<RunState>.stride),
        let sequence = arena.reserve(timesteps * 4), let etas = arena.reserve(timesteps * 4),
        let latent = arena.reserve(picture * 4),
        let epsilon = arena.reserve(picture * 4), let x0 = arena.reserve(picture * 4),
        let h = arena.reserve(hidden * 4),
        let staging = arena.reserve(max(picture, hidden) * 4), let x = arena.reserve(picture * 4)
      else { return nil }
      self.state = state
      self.sequence = sequence
      self.etas = etas
      self.latent = latent
      self.epsilon = epsilon
      self.x0 = x0
      self.h = h
      self.staging = staging
      self.x = x
    }
  }

  /// The buffers of an arena that has storage; nil in one that only counts.
  package init?(_ layout: Layout, in arena: Arena) {
    let picture = layout.picture
    guard let state = arena.slice(layout.state, 1, of: RunState.self),
      let sequence = arena.slice(layout.sequence, layout.timesteps, of: Int32.self),
      let etas = arena.slice(layout.etas, layout.timesteps, of: Float.self),
      let latent = arena.slice(layout.latent, picture, of: Float.self),
      let epsilon = arena.slice(layout.epsilon, picture, of: Float.self),
      let x0 = arena.slice(layout.x0, picture, of: Float.self),
      let h = arena.slice(layout.h, layout.hidden, of: Float.self),
      let staging = arena.slice(layout.staging, max(picture, layout.hidden), of: Float.self),
      let x = arena.slice(layout.x, picture, of: Float.self)
    else { return nil }
    self.state = state
    self.sequence = sequence
    self.etas = etas
    self.latent = latent
    self.epsilon = epsilon
    self.x0 = x0
    self.h = h
    self.staging = staging
    self.x = x
  }
}
