import CHSpace
import Container
import Diffusion
import Execution
import Program

/// A session's options, checked.
@safe
struct SessionOptions {
  let plan: Plan.Options
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
    if let given = unsafe given { unsafe options = given.pointee }
    try unsafe checkSize(options.struct_size, of: hsp_session_options.self)
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
    lanes = max(1, Int(threads))
    kernels = try unsafe KernelChoice(options.isa)
    unsafe parallelFor = options.parallel_for
    unsafe parallelUser = options.parallel_user
    allocator = try unsafe ABI.allocator(options.allocator)
  }

  /// A plan in memory of its own.
  func trial(_ model: borrowing Model) throws(Failure) -> TrialPlan {
    do throws(ProgramError) {
      return try TrialPlan(model.program, model.tensors, plan, allocator)
    } catch { throw failure(error, model) }
  }

  /// A planning error, with the operation's name; on a model that opened it can only be about the size asked for.
  func failure(_ error: ProgramError, _ model: borrowing Model) -> Failure {
    if error.reason == .memory { return Failure(HSP_ERROR_MEMORY, error.sentence) }
    let name = error.operation < 0 ? Bytes.empty : model.program.name(ofOperation: error.operation)
    return Failure(error, section: 0, operation: NameCopy(name))
  }

  /// Lays a session out in an arena.
  func layout(_ plan: Plan, _ model: borrowing Model, in arena: inout Arena) -> SessionLayout? {
    SessionLayout(
      plan, names: model.names, timesteps: model.schedule.timesteps, lanes: lanes,
      ownThreads: ownThreads, handleBytes: MemoryLayout<SessionHandle>.size, in: &arena)
  }
}
