import Container
import Program

/// What a session reads of a model's file beside weights.
package struct ModelTables {
  package let program: ModelProgram
  package let tensors: TensorTable
  package let schedule: Schedule
  package let identity: Bytes

  /// In place.
  package init(_ model: borrowing Model, _ program: ModelProgram) {
    self.init(
      program: program, tensors: model.tensors, schedule: model.schedule,
      identity: model.file.identity)
  }

  private init(program: ModelProgram, tensors: TensorTable, schedule: Schedule, identity: Bytes) {
    self.program = program
    self.tensors = tensors
    self.schedule = schedule
    self.identity = identity
  }

  /// Copies, so that a session can work without touching the file's map; nil when the arena is too small.
  package func copied(in arena: inout Arena) -> ModelTables? {
    guard let graph = program.graph.copied(in: &arena),
      let tensors = tensors.copied(in: &arena), let table = arena.copy(schedule.table),
      let identity = arena.copy(identity)
    else { return nil }
    return ModelTables(
      program: ModelProgram(graph: graph, names: program.names), tensors: tensors,
      schedule: Schedule(schedule, table: table), identity: identity)
  }

  /// Bytes that copies take from their arena.
  package var copyBytes: Int {
    program.graph.copyBytes + tensors.copyBytes + ((schedule.table.count + 63) & ~63)
      + ((identity.count + 63) & ~63)
  }
}
