import Container
import Execution
import Program

/// The fastest plan of a session that fits its budget, in memory of its own.
package struct SessionPlan: ~Copyable {
  package enum Fault: Error {
    case program(ProgramError)
    /// Sizes overflow.
    case tooLarge
    /// No plan has room in the other session's workspace.
    case workspace
    /// The bytes of the smallest plan.
    case budget(least: Int)
  }

  private let trial: TrialPlan
  /// What the plan was made with.
  package let options: Plan.Options
  package let layout: SessionLayout
  package var plan: Plan { trial.plan }
  package var weights: WeightLayout { trial.weights }

  package init(
    _ request: SessionRequest, _ program: ModelProgram, _ model: borrowing Model,
    _ allocator: Allocator
  ) throws(Fault) {
    var least: Int?
    var index = 0
    while let choice = request.choice(index) {
      let trial: TrialPlan
      do {
        trial = try TrialPlan(
          program.graph, model.tensors, choice.plan, weights: request.weights,
          slots: choice.slots, allocator)
      } catch { throw .program(error) }
      var arena = Arena()
      if let layout = SessionLayout(
        trial.plan, trial.weights, request, program, model, in: &arena)
      {
        if request.budget == 0 || UInt64(layout.bytes) <= request.budget {
          options = choice.plan
          self.layout = layout
          self.trial = trial
          return
        }
        least = min(least ?? .max, layout.bytes)
      }
      index += 1
    }
    if let least { throw .budget(least: least) }
    throw request.workspace == nil ? .tooLarge : .workspace
  }
}
