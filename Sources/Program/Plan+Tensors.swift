extension Plan {
  /// The tensors whose payloads a step reads; -1 for none.
  package func tensors(of step: PlanStep) -> InlineArray<2, Int> {
    guard step.kind == .convolve || step.kind == .moments else { return [-1, -1] }
    return program.operation(Int(step.operation)).tensors
  }
}
