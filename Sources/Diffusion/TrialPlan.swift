import Container
import Execution
import Program

/// A plan in memory of its own, to learn what a session would need.
package struct TrialPlan: ~Copyable {
  private let tables: Allocation
  package let plan: Plan
  package let weights: WeightLayout

  package init(
    _ program: Program, _ tensors: TensorTable, _ options: Plan.Options,
    weights mode: WeightMode = .mapped, slots: Int = 1, _ allocator: Allocator
  ) throws(ProgramError) {
    let bytes = Plan.tableBytes(program) + WeightLayout.tableBytes(mode, tensors: tensors.count)
    let tables = try TrialPlan.makeTables(bytes, allocator)
    // The allocation is aligned to 64 and lives as long as the plan.
    var arena = unsafe Arena(base: tables.base, capacity: tables.count)
    let plan = try Plan(program, tensors, options, in: &arena)
    let weights = try WeightLayout(plan, mode, slots: slots, in: &arena)
    self.plan = plan
    self.weights = weights
    self.tables = tables
  }

  private static func makeTables(
    _ bytes: Int, _ allocator: Allocator
  ) throws(ProgramError) -> Allocation {
    do {
      return try Allocation(allocator, count: bytes)
    } catch { throw ProgramError(.memory) }
  }
}
