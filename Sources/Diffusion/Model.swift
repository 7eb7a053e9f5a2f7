import Container
import Program

/// A checked model file: programs, weights, schedule.
///
/// Immutable.
package struct Model: ~Copyable {
  /// Why a file can't be used as a model.
  package enum Fault: Error {
    case container(ContainerError)
    /// A tensor that can't be used, and its name.
    case tensor(ContainerError, name: NameCopy)
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
  /// The first program.
  package let program: ModelProgram
  /// Extents of its h at the size that the model was trained for; nothing where it is not a U-Net.
  package let trainedHidden: Extents
  package let schedule: Schedule
  package let metadata: Metadata

  /// Reads parts of the file.
  package var reader: FileReader { image.reader }

  /// Checks everything but the weights' checksums; plans once, so that no later plan of this size can fail on the file.
  package init(_ image: consuming FileImage, allocator: Allocator) throws(Fault) {
    let file = try Model.readFile(image.bytes)
    // Of int8 tensors, scales are read now, and the values between them perhaps never.
    image.expect(singlePages: true)
    let scratch = try Model.makeScratch(file, allocator)
    let tensors = try Model.readTensors(file, scratch)
    let programs = try Model.readPrograms(file, tensors, allocator)
    let metadata = try Model.readMetadata(file)
    let schedule = try Model.readSchedule(file)
    image.expect(singlePages: false)
    self.image = image
    self.scratch = scratch
    self.file = file
    self.tensors = tensors
    self.schedule = schedule
    (program, trainedHidden) = programs
    self.metadata = metadata
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
    let tensors: TensorTable
    do { tensors = try TensorTable(file, scratch: order) } catch { throw .container(error) }
    for index in 0..<tensors.count {
      do { try tensors.checkScales(index) } catch {
        throw .tensor(error, name: NameCopy(tensors[index].name))
      }
    }
    return tensors
  }

  /// Takes a part of the file out of the process's memory, where it can come back by itself.
  package func release(_ part: Bytes) { image.release(part) }

  /// The program of that name, or nil.
  package func program(named name: UnsafePointer<CChar>) -> ModelProgram? {
    for index in 0..<file.count(of: .program) {
      // Every program was checked when the model was opened.
      if let program = try? Model.readProgram(file, tensors, index),
        unsafe program.graph.name.equals(cString: name)
      {
        return program
      }
    }
    return nil
  }

  /// Checks all programs and returns the first.
  private static func readPrograms(
    _ file: ContainerFile, _ tensors: TensorTable, _ allocator: Allocator
  ) throws(Fault) -> (ModelProgram, Extents) {
    let first = try readProgram(file, tensors, 0)
    var hidden = Extents()
    for index in 0..<file.count(of: .program) {
      let program = try readProgram(file, tensors, index)
      let section = file.offset(of: .program, index) ?? 0
      for other in 0..<index {
        let name = try readProgram(file, tensors, other).graph.name
        if name.equals(program.graph.name) {
          throw .program(
            ProgramError(.duplicateName, offset: 16), section: section, operation: NameCopy(name))
        }
      }
      let extents = try tryPlan(program, tensors, allocator, section: section)
      if index == 0 { hidden = extents }
    }
    return (first, hidden)
  }

  /// Checks all that does not need shapes.
  private static func readProgram(
    _ file: ContainerFile, _ tensors: TensorTable, _ index: Int
  ) throws(Fault) -> ModelProgram {
    guard let bytes = file.section(.program, index) else { throw .otherKind }
    do throws(ProgramError) {
      return try ModelProgram(bytes, tensors: tensors.count)
    } catch {
      throw .program(
        error, section: file.offset(of: .program, index) ?? 0, operation: NameCopy(.empty))
    }
  }

  /// Plans at the trained size and returns h's extents, so that no later plan of this size can fail on the file.
  private static func tryPlan(
    _ program: ModelProgram, _ tensors: TensorTable, _ allocator: Allocator, section: Int
  ) throws(Fault) -> Extents {
    let graph = program.graph
    do throws(ProgramError) {
      let trial = try TrialPlan(graph, tensors, Plan.Options(), allocator)
      guard let names = program.names else { return Extents() }
      guard trial.plan.extents[names.epsilon] == trial.plan.extents[names.x] else {
        throw ProgramError(.channels, operation: names.epsilon - graph.inputCount)
      }
      return trial.plan.extents[names.h]
    } catch {
      if error.reason == .memory { throw .container(ContainerError(.noMemory, offset: -1)) }
      let name = error.operation < 0 ? Bytes.empty : graph.name(ofOperation: error.operation)
      throw .program(error, section: section, operation: NameCopy(name))
    }
  }

  private static func readMetadata(_ file: ContainerFile) throws(Fault) -> Metadata {
    do { return try Metadata(file) } catch { throw .container(error) }
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
