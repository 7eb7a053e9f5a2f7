/// What a session holds, and how far a run has come.
package struct RunState: BitwiseCopyable {
  package var phase = RunPhase.empty
  /// Next step of the phase.
  package var step = 0
  package var options = RunOptions()
  /// Steps that have drawn noise.
  package var noiseCounter: UInt64 = 0
  package var editCount = 0
  /// Of the edits' values and coefficients.
  package var editChecksum: UInt32 = 0
  /// The latent code's x_T is kept beside x.
  package var keepsLatent = false
  /// Steps of the inversion that made the latent code, 0 when it was set by hand.
  package var invertedSteps = 0
  /// The last run made a latent code with these options.
  package var isEncoded = false
  /// At least one step was made: there are x_0 and eps to read.
  package var hasStep = false
  /// The encoder has run: there is h to read.
  package var hasH = false
  /// The network's eps is still that of the last step: the next one begins by overwriting it.
  package var hasEditedEpsilon = false
}
