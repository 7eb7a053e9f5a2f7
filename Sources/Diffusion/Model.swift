import Container
import Program

/// A checked model file: programs, weights, schedule. Immutable.
package struct Model: ~Copyable {
  /// Why a file can't be used as a model.
  package enum Fault: Error {
    case container(ContainerError)
    /// The error, where its section begins in the file, and the operation's name if that much is known.
    case program(ProgramError, section: Int, operation: NameCopy)
    case schedule(DiffusionError)
    /// A direction file or a latent code.
    case otherKind
  }

  private let image: FileImage
  /// The order of tensor names.
  private let scratch: Allocation
  package let file: ContainerFile
  package let tensors: TensorTable
  package let program: Program
  package let names: UNetNames
  package let schedule: Schedule
  /// Extents of h and number of multiply-adds at the size that the model was trained for.
  package let trainedHidden: Extents

  /// Checks everything but the weights' checksums; plans once, so that no later plan of this size can fail on the file.
  package init(_ image: consuming FileImage, allocator: Allocator) throws(Fault) {
    let file = try Model.readFile(image.bytes)
    let scratch = try Model.makeScratch(file, allocator)
    let tensors = try Model.readTensors(file, scratch)
    let graph = try Model.readProgram(file, tensors, allocator)
    let schedule = try Model.readSchedule(file)
    self.image = image
    self.scratch = scratch
    self.file = file
    self.tensors = tensors
    self.schedule = schedule
    (program, names, trainedHidden) = graph
  }

  private static func readFile(_ bytes: Bytes) throws(Fault) -> ContainerFile {
    let file: ContainerFile
    do { file = try ContainerFile(bytes) } catch { throw .container(error) }
    guard file.kind == .model else { throw .otherKind }
    return file
  }

  private static func makeScratch(
    _ file: ContainerFile, _ allocator: Allocator
  ) throws(Fault) -> Allocation {
    do {
      return try Allocation(allocator, count: try TensorTable.count(in: file) * 4)
    } catch { throw .container(error) }
  }

  private static func readTensors(
    _ file: ContainerFile, _ scratch: borrowing Allocation
  ) throws(Fault) -> TensorTable {
    // The allocation is aligned to 64 and lives as long as the model.
    let order = unsafe Slice(
      base: scratch.base.assumingMemoryBound(to: UInt32.self), count: scratch.count / 4)
    do { return try TensorTable(file, scratch: order) } catch { throw .container(error) }
  }

  private static func readProgram(
    _ file: ContainerFile, _ tensors: TensorTable, _ allocator: Allocator
  ) throws(Fault) -> (Program, UNetNames, Extents) {
    let section = file.offset(of: .program) ?? 0
    guard let bytes = file.section(.program) else { throw .otherKind }
    let program: Program
    do {
      program = try Program(bytes, tensors: tensors.count)
    } catch { throw .program(error, section: section, operation: NameCopy(.empty)) }
    do throws(ProgramError) {
      let names = try UNetNames(program)
      let trial = try TrialPlan(program, tensors, Plan.Options(), allocator)
      guard trial.plan.extents[names.epsilon] == trial.plan.extents[names.x] else {
        throw ProgramError(.channels, operation: names.epsilon - program.inputCount)
      }
      return (program, names, trial.plan.extents[names.h])
    } catch {
      if error.reason == .memory { throw .container(ContainerError(.noMemory, offset: -1)) }
      let name = error.operation < 0 ? Bytes.empty : program.name(ofOperation: error.operation)
      throw .program(error, section: section, operation: NameCopy(name))
    }
  }

  private static func readSchedule(_ file: ContainerFile) throws(Fault) -> Schedule {
    guard let bytes = file.section(.schedule) else { throw .otherKind }
    do {
      return try ScheduleSection.read(bytes)
    } catch {
      throw .schedule(error)
    }
  }
}

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
