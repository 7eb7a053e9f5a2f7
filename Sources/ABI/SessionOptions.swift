import CHSpace
import Container
import Diffusion
import Execution
import Program

/// A session's options, checked.
@safe
struct SessionOptions {
  let plan: Plan.Options
  let program: UnsafePointer<CChar>?
  let lanes: Int
  let kernels: KernelChoice
  let parallelFor: hsp_parallel_for?
  let parallelUser: UnsafeMutableRawPointer?
  let allocator: Allocator

  /// Threads of the session's own.
  var ownThreads: Bool { unsafe lanes > 1 && parallelFor == nil }

  init(_ given: UnsafePointer<hsp_session_options>?) throws(Failure) {
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    if let given = unsafe given {
      try unsafe checkSize(given.pointee.struct_size, of: hsp_session_options.self)
      unsafe options = given.pointee
    }
    guard unsafe options.flags & ~HSP_SESSION_PLAIN == 0, unsafe options.reserved == 0 else {
      throw .argument("a flag of the session is not known")
    }
    let threads = unsafe options.threads
    guard (0...256).contains(threads) else {
      throw Failure(HSP_ERROR_ARGUMENT, "threads must be 0 to 256", value: Int64(threads))
    }
    let (height, width) = unsafe (options.height, options.width)
    guard height <= 16384, width <= 16384 else {
      throw Failure(
        HSP_ERROR_ARGUMENT, "height and width must be at most 16384", value: Int64(height))
    }
    var plan = Plan.Options()
    plan.height = Int(height)
    plan.width = Int(width)
    plan.decoderTwice = unsafe options.flags & HSP_SESSION_PLAIN == 0
    self.plan = plan
    unsafe program = options.program
    lanes = max(1, Int(threads))
    kernels = try unsafe KernelChoice(options.isa)
    unsafe parallelFor = options.parallel_for
    unsafe parallelUser = options.parallel_user
    allocator = try unsafe ABI.allocator(options.allocator)
  }

  /// The program that the session is to run.
  func select(_ model: borrowing Model) throws(Failure) -> ModelProgram {
    guard let name = unsafe program else { return model.program }
    guard let found = unsafe model.program(named: name) else {
      throw .argument("the model has no program of that name")
    }
    return found
  }

  /// A plan in memory of its own.
  func trial(_ program: ModelProgram, _ model: borrowing Model) throws(Failure) -> TrialPlan {
    do throws(ProgramError) {
      return try TrialPlan(program.graph, model.tensors, plan, allocator)
    } catch { throw failure(error, program) }
  }

  /// A planning error, with the operation's name; on a model that opened it can only be about the size asked for.
  func failure(_ error: ProgramError, _ program: ModelProgram) -> Failure {
    if error.reason == .memory { return Failure(HSP_ERROR_MEMORY, error.sentence) }
    let name = error.operation < 0 ? Bytes.empty : program.graph.name(ofOperation: error.operation)
    return Failure(error, section: 0, operation: NameCopy(name))
  }

  /// Lays a session out in an arena.
  func layout(
    _ plan: Plan, _ program: ModelProgram, _ model: borrowing Model, in arena: inout Arena
  ) -> SessionLayout? {
    SessionLayout(
      plan, names: program.names, timesteps: model.schedule.timesteps, lanes: lanes,
      ownThreads: ownThreads, handleBytes: MemoryLayout<SessionHandle>.size, in: &arena)
  }
}
