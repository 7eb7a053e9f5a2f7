import Diffusion

/// What a caller of the converter may choose.
package struct ConversionOptions {
  /// How convolution weights are stored; vectors are always f32.
  package enum Precision: String, CaseIterable, Sendable {
    case f32, f16, int8
  }

  package var precision: Precision = .f32
  /// Which weights to take where a checkpoint has a moving average too.
  package var weights = WeightChoice.average
  /// The family, instead of the one that the tensors' names tell.
  package var family: Family?
  /// A JSON file with the keys of the family's own code.
  package var configuration: String?
  /// The name of a published network, for what its tensors do not tell.
  package var preset: String?
  /// What to take instead of the source's schedule; nil keeps the source's value.
  package var schedule: ScheduleKind?
  package var firstBeta: Double?
  package var lastBeta: Double?
  package var timesteps: Int?
  /// Called with the bytes written so far and in all; false cancels the conversion.
  package var progress: ((Int, Int) -> Bool)?

  /// Called with an f32 model and the output when both are written; the former goes away then.
  package var compare: ((String, String) throws(ConversionError) -> Void)?

  package init(precision: Precision = .f32) { self.precision = precision }
}
