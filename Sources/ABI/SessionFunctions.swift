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
    let size = unsafe memory.pointee.struct_size
    // Eight bytes, seven counts and the number of steps in the first version.
    try checkSize(size, atLeast: 68)
    let options = try unsafe SessionOptions(options)
    var result = try unsafe measure(ABI.model(model).pointee.model, options)
    let written = min(size, result.struct_size)
    result.struct_size = written
    // The caller's struct has so many bytes.
    unsafe withUnsafeBytes(of: &result) { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(memory).copyMemory(from: base, byteCount: Int(written))
    }
  }
}

private func measure(
  _ model: borrowing Model, _ options: SessionOptions
) throws(Failure) -> hsp_memory {
  let session = try options.plan(options.select(model), model)
  let layout = session.layout
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
  result.multiply_adds = session.plan.multiplyAdds
  result.steps = UInt32(session.plan.stepCount)
  result.weights = session.weights.mode.rawValue
  result.held_bytes = UInt64(layout.weightBytes)
  switch options.passes(session.options) {
  case .single: result.encoder_runs = 0
  case .shared: result.encoder_runs = 1
  case .repeated: result.encoder_runs = 2
  }
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
  let program = try unsafe options.select(model.pointee.model)
  let session = try unsafe options.plan(program, model.pointee.model)
  let needed = session.layout.bytes
  let builder = unsafe SessionBuilder(model: model, options: options, program: program)
  guard let memory = unsafe memory else {
    guard size == 0 else { throw .argument("the session's memory is NULL and its size is not 0") }
    let storage = try makeStorage(options.allocator, needed)
    let base = unsafe storage.base
    return try unsafe builder.build(session, base, storage)
  }
  guard UInt(bitPattern: memory) % 64 == 0 else {
    throw .argument("the session's memory is not aligned to 64 bytes")
  }
  guard size >= needed else {
    throw Failure(
      HSP_ERROR_MEMORY, "the session's memory is too small", "bytes needed: ",
      value: Int64(needed))
  }
  return try unsafe builder.build(session, memory, nil)
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
