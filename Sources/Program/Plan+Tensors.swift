extension Plan {
  /// The tensors whose payloads a step reads; -1 for none.
  package func tensors(of step: PlanStep) -> InlineArray<2, Int> {
    switch step.kind {
    case .convolve, .moments, .quantise: program.operation(Int(step.operation)).tensors
    default: [-1, -1]
    }
  }
}
