/// Why two models, or a code and a model, do not go together.
package enum ModelMismatch: Error, Equatable {
  /// T of the first and the second.
  case timesteps(Int, Int)
  /// alpha_bar differs at this timestep.
  case schedule(timestep: Int)
  /// Channels, height or width of x.
  case channels(Int, Int)
  case height(Int, Int)
  case width(Int, Int)
  /// The variance that they were trained with, as `VarianceKind`.
  case variance(Int, Int)
  /// Both sessions of a translation are one.
  case sameSession
  /// The code is another model's.
  case identity
  /// Two codes were made with different options; their entries.
  case codeOptions(Int, Int)
  /// Two codes were made with different schedules.
  case codeSchedule(step: Int)
  /// The two were interrupted at different steps, or in runs with different options.
  case progress(Int, Int)
}
