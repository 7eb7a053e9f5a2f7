// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import CPlatform
import Container
import Diffusion
import Execution
import Program

@c @implementation
public func hsp_session_options_init(_ options: UnsafeMutablePointer<hsp_session_options>) {
  unsafe options.pointee = hsp_session_options()
  unsafe options.pointee.struct_size = UInt32(MemoryLayout<hsp_session_options>.size)
  unsafe options.pointee.threads = 1
}

@c @implementation
public func hsp_session_memory(
  _ model: OpaquePointer, _ options: UnsafePointer<hsp_session_options>?,
  _ memory: UnsafeMutablePointer<hsp_memory>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    try unsafe checkSize(memory.pointee.struct_size, of: hsp_memory.self)
    let options = try unsafe SessionOptions(options)
    unsafe memory.pointee = try unsafe measure(ABI.model(model).pointee.model, options)
  }
}

private func measure(
  _ model: borrowing Model, _ options: SessionOptions
) throws(Failure) -> hsp_memory {
  let program = try options.select(model)
  let trial = try options.trial(program, model)
  var arena = Arena()
  guard let layout = options.layout(trial.plan, program, model, in: &arena) else {
    throw Failure(HSP_ERROR_MEMORY, "the session is too large for this processor")
  }
  var result = hsp_memory()
  result.struct_size = UInt32(MemoryLayout<hsp_memory>.size)
  result.alignment = 64
  result.bytes = UInt64(layout.bytes)
  result.tables_bytes = UInt64(layout.tableBytes)
  result.scratch_bytes = UInt64(layout.scratchBytes)
  result.values_bytes = UInt64(layout.valueBytes)
  result.state_bytes = UInt64(layout.stateBytes)
  for index in 0..<model.tensors.count {
    result.weight_bytes += UInt64(model.tensors[index].payload.count)
  }
  result.multiply_adds = trial.plan.multiplyAdds
  result.steps = UInt32(trial.plan.stepCount)
  return result
}

@c @implementation
public func hsp_session_create(
  _ model: OpaquePointer, _ options: UnsafePointer<hsp_session_options>?,
  _ memory: UnsafeMutableRawPointer?, _ size: Int,
  _ session: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe session.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let options = try unsafe SessionOptions(options)
    unsafe session.pointee = try unsafe create(ABI.model(model), options, memory, size)
  }
}

private func create(
  _ model: UnsafeMutablePointer<ModelHandle>, _ options: SessionOptions,
  _ memory: UnsafeMutableRawPointer?, _ size: Int
) throws(Failure) -> OpaquePointer {
  let needed = try unsafe Int(measure(model.pointee.model, options).bytes)
  guard let memory = unsafe memory else {
    guard size == 0 else { throw .argument("the session's memory is NULL and its size is not 0") }
    let storage = try makeStorage(options.allocator, needed)
    let base = unsafe storage.base
    return try unsafe build(model, options, base, needed, storage)
  }
  guard UInt(bitPattern: memory) % 64 == 0 else {
    throw .argument("the session's memory is not aligned to 64 bytes")
  }
  guard size >= needed else {
    throw Failure(
      HSP_ERROR_MEMORY, "the session's memory is too small", "bytes needed: ",
      value: Int64(needed))
  }
  return try unsafe build(model, options, memory, needed, nil)
}

/// Plans again, now in the session's own memory, and starts the threads.
private func build(
  _ model: UnsafeMutablePointer<ModelHandle>, _ options: SessionOptions,
  _ base: UnsafeMutableRawPointer, _ size: Int, _ storage: consuming Allocation?
) throws(Failure) -> OpaquePointer {
  let program = try unsafe options.select(model.pointee.model)
  let trial = try unsafe options.trial(program, model.pointee.model)
  var arena = unsafe Arena(base: base, capacity: size)
  guard let layout = unsafe options.layout(trial.plan, program, model.pointee.model, in: &arena),
    let buffers = EngineBuffers(layout.buffers, in: arena)
  else { throw Failure(HSP_ERROR_MEMORY, "the session's memory is too small") }
  // Every offset was reserved in this block.
  var tables = unsafe Arena(
    base: base + layout.tables, capacity: Plan.tableBytes(trial.plan.program))
  let plan: Plan
  do throws(ProgramError) {
    plan = try unsafe Plan(
      program.graph, model.pointee.model.tensors, options.plan, in: &tables)
  } catch { throw options.failure(error, program) }

  let cancelFlag = unsafe (base + layout.cancelFlag).assumingMemoryBound(to: Int32.self)
  unsafe cancelFlag.pointee = 0
  let pool = try unsafe startPool(options, base + layout.pool)
  let executor = unsafe Executor(
    plan, kernels: options.kernels.table, workers: workers(options, pool),
    values: base + layout.values, scratch: base + layout.scratch, shared: base + layout.shared,
    cancelFlag: cancelFlag)
  let engine = unsafe Engine(
    executor, kernels: options.kernels.table, schedule: model.pointee.model.schedule,
    identity: model.pointee.model.file.identity, names: program.names,
    buffers: buffers, decoderTwice: options.plan.decoderTwice)
  let handle = unsafe (base + layout.handle).assumingMemoryBound(to: SessionHandle.self)
  unsafe handle.initialize(
    to: SessionHandle(
      storage: storage, engine: engine, allocator: options.allocator, pool: pool,
      cancelFlag: cancelFlag, isa: options.kernels.name))
  return OpaquePointer(handle)
}

private func startPool(
  _ options: SessionOptions, _ memory: UnsafeMutableRawPointer
) throws(Failure) -> OpaquePointer? {
  guard options.ownThreads else { return nil }
  let code = unsafe hsp_pool_start(memory, Int32(options.lanes))
  guard code == 0 else {
    var failure = Failure(HSP_ERROR_UNSUPPORTED, "the system could not start the threads: ")
    failure.text.append(errno: code)
    throw failure
  }
  return OpaquePointer(memory)
}

private func workers(_ options: SessionOptions, _ pool: OpaquePointer?) -> Workers {
  if let pool = unsafe pool { return unsafe Workers(pool: pool, lanes: options.lanes) }
  // One lane runs inline.
  if options.lanes > 1, let parallelFor = unsafe options.parallelFor {
    return unsafe Workers(
      parallelFor: parallelFor, user: options.parallelUser, lanes: options.lanes)
  }
  return Workers()
}

@c @implementation
public func hsp_session_destroy(_ session: OpaquePointer?) {
  guard let session = unsafe session, unsafe !ABI.session(session).pointee.isBusy else { return }
  // Moving the value out ends its life here, and with it the memory it lay in.
  _ = unsafe ABI.session(session).move()
}

@c @implementation
public func hsp_session_last_error(
  _ session: OpaquePointer, _ error: UnsafeMutablePointer<hsp_error>
) {
  unsafe fill(error, ABI.session(session).pointee.failure)
}

@c @implementation
public func hsp_session_isa(
  _ session: OpaquePointer, _ name: UnsafeMutablePointer<CChar>, _ size: Int
) {
  guard size > 0 else { return }
  let isa = unsafe ABI.session(session).pointee.isa
  // A literal lives for ever; the caller promises size bytes.
  unsafe Bytes(base: UnsafeRawPointer(isa.utf8Start), count: isa.utf8CodeUnitCount)
    .copy(to: name, size: size)
}

@c @implementation
public func hsp_session_cancel(_ session: OpaquePointer?) {
  guard let session = unsafe session else { return }
  unsafe hsp_atomic_store(ABI.session(session).pointee.cancelFlag, 1)
}
