import CHSpace
import CPlatform
import Container
import Diffusion
import Execution
import Program

/// Makes a session in its block of memory: plans again, now in the block, and starts the threads.
@safe
struct SessionBuilder {
  let model: UnsafeMutablePointer<ModelHandle>
  let options: SessionOptions
  let program: ModelProgram

  /// The caller promises the plan's bytes at `base`, aligned to 64.
  func build(
    _ session: borrowing SessionPlan, _ base: UnsafeMutableRawPointer,
    _ storage: consuming Allocation?
  ) throws(Failure) -> OpaquePointer {
    let layout = session.layout
    let arena = try unsafe reserve(session, base)
    guard let buffers = EngineBuffers(layout.buffers, in: arena) else { throw tooSmall }
    let model = try unsafe modelTables(session, base)
    // Every offset was reserved in this block.
    var tables = unsafe Arena(base: base + layout.tables, capacity: layout.planBytes)
    let plan: Plan
    let weights: WeightLayout
    do throws(ProgramError) {
      plan = try Plan(model.program.graph, model.tensors, session.options, in: &tables)
      weights = try WeightLayout(
        plan, session.weights.mode, slots: session.weights.slots, in: &tables)
    } catch { throw options.failure(error, program) }
    let request = unsafe options.request(self.model.pointee.model)
    let readerMemory = unsafe request.startsReader ? base + layout.reader : nil
    let source = try unsafe source(
      weights, model.tensors, layout, base, OpaquePointer(readerMemory))

    let cancelFlag = unsafe (base + layout.cancelFlag).assumingMemoryBound(to: Int32.self)
    unsafe cancelFlag.pointee = 0
    // The last that can fail: nothing else has to stop the threads again.
    let (reader, pool) = try unsafe startThreads(readerMemory, base + layout.pool)
    let workers = unsafe workers(pool)
    let workspace =
      unsafe request.workspace
      ?? Workspace(
        plan, lanes: options.lanes, values: base + layout.values, scratch: base + layout.scratch,
        shared: base + layout.shared)
    let executor = unsafe Executor(
      plan, kernels: options.kernels.table, workers: workers, workspace, cancelFlag: cancelFlag,
      profile: StepProfile(base + layout.profile), weights: source)
    let engine = Engine(
      executor, kernels: options.kernels.table, schedule: model.schedule,
      identity: model.identity, names: program.names,
      buffers: buffers, passes: options.passes(session.options))
    let handle = unsafe (base + layout.handle).assumingMemoryBound(to: SessionHandle.self)
    unsafe handle.initialize(
      to: SessionHandle(
        storage: storage, engine: engine, allocator: options.allocator, pool: pool,
        reader: reader, cancelFlag: cancelFlag, isa: options.kernels.name))
    return OpaquePointer(handle)
  }

  private var tooSmall: Failure {
    Failure(HSP_ERROR_MEMORY, "the session's memory is too small")
  }

  /// The layout once more, now with storage behind it.
  private func reserve(
    _ session: borrowing SessionPlan, _ base: UnsafeMutableRawPointer
  ) throws(Failure) -> Arena {
    var arena = unsafe Arena(base: base, capacity: session.layout.bytes)
    let layout = unsafe SessionLayout(
      session.plan, session.weights, options.request(model.pointee.model), program,
      model.pointee.model, in: &arena)
    guard layout != nil else { throw tooSmall }
    return arena
  }

  /// The model's tables: in place, or copied where the session is not to touch the file's map.
  private func modelTables(
    _ session: borrowing SessionPlan, _ base: UnsafeMutableRawPointer
  ) throws(Failure) -> ModelTables {
    let tables = unsafe ModelTables(model.pointee.model, program)
    guard session.weights.mode != .mapped else { return tables }
    // The layout has reserved them in this block.
    var arena = unsafe Arena(
      base: base + session.layout.copies, capacity: session.layout.copyBytes)
    guard let copies = tables.copied(in: &arena) else { throw tooSmall }
    return copies
  }

  /// Where steps find their weights; reads those that the session keeps.
  private func source(
    _ weights: WeightLayout, _ tensors: TensorTable, _ layout: SessionLayout,
    _ base: UnsafeMutableRawPointer, _ reader: OpaquePointer?
  ) throws(Failure) -> WeightSource {
    guard weights.mode != .mapped else {
      return unsafe .mapped(tensors, file: model.pointee.model.reader)
    }
    do throws(ExecutionError) {
      return try unsafe .own(
        WeightRoom(
          weights, tensors, model.pointee.model.reader, base: base + layout.weights,
          state: (base + layout.weightState).assumingMemoryBound(to: WeightRoom.State.self),
          reader: reader))
    } catch {
      throw Failure(RunFault(error, tensors))
    }
  }

  /// Starts the session's own threads: that which reads, and the lanes.
  private func startThreads(
    _ readerMemory: UnsafeMutableRawPointer?, _ poolMemory: UnsafeMutableRawPointer
  ) throws(Failure) -> (reader: OpaquePointer?, pool: OpaquePointer?) {
    let reader = OpaquePointer(readerMemory)
    if let readerMemory = unsafe readerMemory {
      try check(unsafe hsp_reader_start(readerMemory))
    }
    guard options.ownThreads else { return unsafe (reader, nil) }
    let code = unsafe hsp_pool_start(poolMemory, Int32(options.lanes))
    if code != 0, let reader = unsafe reader { unsafe hsp_reader_stop(reader) }
    try check(code)
    return unsafe (reader, OpaquePointer(poolMemory))
  }

  private func check(_ code: Int32) throws(Failure) {
    guard code != 0 else { return }
    var failure = Failure(HSP_ERROR_UNSUPPORTED, "the system could not start the threads: ")
    failure.text.append(errno: code)
    throw failure
  }

  private func workers(_ pool: OpaquePointer?) -> Workers {
    if let pool = unsafe pool { return unsafe Workers(pool: pool, lanes: options.lanes) }
    // One lane runs inline.
    if options.lanes > 1, let parallelFor = unsafe options.parallelFor {
      return unsafe Workers(
        parallelFor: parallelFor, user: options.parallelUser, lanes: options.lanes)
    }
    return Workers()
  }
}
