import CHSpace
import Diffusion

extension Failure {
  /// Why two models, or a code and a model, do not go together.
  init(_ mismatch: ModelMismatch) {
    switch mismatch {
    case .timesteps(let first, let second):
      self.init("the models have different numbers of timesteps", first, second)
    case .schedule(let timestep):
      self.init(
        HSP_ERROR_MISMATCH, "the models' noise schedules differ", "timestep ",
        value: Int64(timestep))
    case .channels(let first, let second):
      self.init("pictures x have different numbers of channels", first, second)
    case .height(let first, let second):
      self.init("pictures x have different heights", first, second)
    case .width(let first, let second):
      self.init("pictures x have different widths", first, second)
    case .variance(let first, let second):
      self.init("the models were trained with different variances", first, second)
    case .sameSession: self = .argument("source and target are the same session")
    case .identity:
      self.init(
        HSP_ERROR_MISMATCH,
        "the code belongs to another model, and HSP_CODE_TRANSLATE was not given")
    case .codeOptions(let first, let second):
      self.init("the codes were made with different options; their steps", first, second)
    case .codeSchedule(let step):
      self.init(
        HSP_ERROR_MISMATCH, "the codes were made with different noise schedules", "step ",
        value: Int64(step))
    case .progress(let first, let second):
      self.init("the two sessions were interrupted in different runs; steps", first, second)
    }
  }

  /// What differs, and both numbers.
  private init(_ sentence: StaticString, _ first: Int, _ second: Int) {
    self.init(HSP_ERROR_MISMATCH, sentence)
    text.append(" (")
    text.append(Int64(first))
    text.append(" and ")
    text.append(Int64(second))
    text.append(")")
  }
}
