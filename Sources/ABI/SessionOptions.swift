import CHSpace
import Container
import Diffusion
import Execution
import Program

/// A session's options, checked.
@safe
struct SessionOptions {
  let program: UnsafePointer<CChar>?
  /// Size, threads, weights and budget; the model may change where weights are.
  private let asked: SessionRequest
  let kernels: KernelChoice
  let parallelFor: hsp_parallel_for?
  let parallelUser: UnsafeMutableRawPointer?
  let allocator: Allocator

  var lanes: Int { asked.lanes }
  /// Threads of the session's own.
  var ownThreads: Bool { asked.ownThreads }
  /// What a plan's options mean for asymmetric edits.
  func passes(_ plan: Plan.Options) -> DecoderPasses {
    guard asked.plan.decoderTwice else { return .single }
    return plan.decoderTwice ? .shared : .repeated
  }

  init(_ given: UnsafePointer<hsp_session_options>?) throws(Failure) {
    let options = try unsafe SessionOptions.complete(given)
    var request = SessionRequest()
    request.plan = try unsafe SessionOptions.planOptions(options)
    let threads = unsafe options.threads
    guard (0...256).contains(threads) else {
      throw Failure(HSP_ERROR_ARGUMENT, "threads must be 0 to 256", value: Int64(threads))
    }
    request.lanes = max(1, Int(threads))
    request.readsAhead = threads > 0
    request.ownThreads = unsafe request.lanes > 1 && options.parallel_for == nil
    guard let weights = unsafe WeightMode(rawValue: options.weights) else {
      throw unsafe Failure(
        HSP_ERROR_ARGUMENT, "this place for weights is not known", value: Int64(options.weights))
    }
    request.weights = weights
    request.budget = unsafe options.memory_budget
    request.handleBytes = MemoryLayout<SessionHandle>.size
    if let beside = unsafe options.beside {
      request.workspace = unsafe session(beside).pointee.engine.executor.workspace
    }
    asked = request
    unsafe program = options.program
    kernels = try unsafe KernelChoice(options.isa)
    unsafe parallelFor = options.parallel_for
    unsafe parallelUser = options.parallel_user
    allocator = try unsafe ABI.allocator(options.allocator)
  }

  /// The caller's options, and the defaults of those that the caller's header has not.
  private static func complete(
    _ given: UnsafePointer<hsp_session_options>?
  ) throws(Failure) -> hsp_session_options {
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    guard let given = unsafe given else { return unsafe options }
    let size = unsafe given.pointee.struct_size
    // Six numbers and five pointers in the first version.
    try checkSize(size, atLeast: 24 + 5 * MemoryLayout<Int>.size)
    unsafe withUnsafeMutableBytes(of: &options) { bytes in
      // Both structs have so many bytes.
      unsafe bytes.baseAddress?.copyMemory(
        from: given, byteCount: Int(min(size, UInt32(bytes.count))))
    }
    return unsafe options
  }

  private static func planOptions(
    _ options: hsp_session_options
  ) throws(Failure) -> Plan.Options {
    guard unsafe options.flags & ~HSP_SESSION_PLAIN == 0, unsafe options.reserved == 0,
      unsafe options.reserved2 == 0
    else { throw .argument("a flag of the session is not known") }
    let (height, width) = unsafe (options.height, options.width)
    guard height <= 16384, width <= 16384 else {
      throw Failure(
        HSP_ERROR_ARGUMENT, "height and width must be at most 16384", value: Int64(height))
    }
    var plan = Plan.Options()
    plan.height = Int(height)
    plan.width = Int(width)
    plan.decoderTwice = unsafe options.flags & HSP_SESSION_PLAIN == 0
    plan.storage = try unsafe storage(options.storage, else: .float32)
    plan.skips = try unsafe storage(options.skips, else: plan.storage)
    guard plan.storage != .int8 else {
      throw .argument("values can't be stored in 8 bits: only skips can")
    }
    return plan
  }

  private static func storage(
    _ wanted: UInt32, else other: StorageFormat
  ) throws(Failure) -> StorageFormat {
    switch hsp_storage(rawValue: wanted) {
    case HSP_STORAGE_DEFAULT: return other
    case HSP_STORAGE_F32: return .float32
    case HSP_STORAGE_F16: return .float16
    case HSP_STORAGE_INT8: return .int8
    default:
      throw Failure(
        HSP_ERROR_ARGUMENT, "this way of storing values is not known", value: Int64(wanted))
    }
  }

  /// The program that the session is to run.
  func select(_ model: borrowing Model) throws(Failure) -> ModelProgram {
    guard let name = unsafe program else { return model.program }
    guard let found = unsafe model.program(named: name) else {
      throw .argument("the model has no program of that name")
    }
    return found
  }

  /// What is asked of a model: one that lies in memory is not streamed.
  func request(_ model: borrowing Model) -> SessionRequest {
    var request = asked
    if request.weights == .streamed && !model.reader.isFile { request.weights = .mapped }
    return request
  }

  /// The fastest plan that fits the budget.
  func plan(_ program: ModelProgram, _ model: borrowing Model) throws(Failure) -> SessionPlan {
    do throws(SessionPlan.Fault) {
      return try SessionPlan(request(model), program, model, allocator)
    } catch {
      switch error {
      case .program(let error): throw failure(error, program)
      case .tooLarge: throw Failure(HSP_ERROR_MEMORY, "the session is too large for this processor")
      case .workspace:
        throw Failure(
          HSP_ERROR_MISMATCH, "the other session's values and scratch are too small for this one")
      case .budget(let least):
        var failure = Failure(
          HSP_ERROR_MEMORY, "the memory budget is too small: the session needs at least ")
        failure.text.append(Int64(least))
        failure.text.append(" bytes")
        throw failure
      }
    }
  }

  /// A planning error, with the operation's name; on a model that opened it can only be about the size asked for.
  func failure(_ error: ProgramError, _ program: ModelProgram) -> Failure {
    if error.reason == .memory { return Failure(HSP_ERROR_MEMORY, error.sentence) }
    let name = error.operation < 0 ? Bytes.empty : program.graph.name(ofOperation: error.operation)
    return Failure(error, section: 0, operation: NameCopy(name))
  }
}
