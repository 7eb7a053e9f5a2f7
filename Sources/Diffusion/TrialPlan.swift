import Container
import Program

/// A plan in memory of its own, to learn what a session would need.
package struct TrialPlan: ~Copyable {
  private let tables: Allocation
  package let plan: Plan

  package init(
    _ program: Program, _ tensors: TensorTable, _ options: Plan.Options, _ allocator: Allocator
  ) throws(ProgramError) {
    let tables = try TrialPlan.makeTables(program, allocator)
    // The allocation is aligned to 64 and lives as long as the plan.
    var arena = unsafe Arena(base: tables.base, capacity: tables.count)
    plan = try Plan(program, tensors, options, in: &arena)
    self.tables = tables
  }

  private static func makeTables(
    _ program: Program, _ allocator: Allocator
  ) throws(ProgramError) -> Allocation {
    do {
      return try Allocation(allocator, count: Plan.tableBytes(program))
    } catch { throw ProgramError(.memory) }
  }
}
