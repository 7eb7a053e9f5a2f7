/// What a run is doing; raw values as `hsp_phase`.
package enum RunPhase: UInt32, BitwiseCopyable {
  /// Holds a picture; nothing done.
  case picture = 0
  /// Between x_0 and x_T.
  case inverting = 1
  /// Holds x_T.
  case latent = 2
  /// Between x_T and x_0.
  case generating = 3
  /// Holds a generated picture.
  case done = 4
  /// Holds nothing; never in a file.
  case empty = 5
  /// Between x_T and x_0, noised as the encoder wants it.
  case encoding = 6

  /// Whether a run that was interrupted here makes a latent code.
  package var isReading: Bool { self == .inverting || self == .encoding }

  /// Whether a run was interrupted here.
  package var isUnderWay: Bool {
    self == .inverting || self == .generating || self == .encoding
  }
}
