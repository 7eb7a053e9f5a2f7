// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

@c @implementation
public func hsp_session_save_code(
  _ session: OpaquePointer, _ entry: hsp_entry_callback, _ user: UnsafeMutableRawPointer?,
  _ sink: UnsafePointer<hsp_sink>
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    let target = try unsafe Sink(sink)
    guard engine.state.isEncoded else { throw Failure(RunFault.noEncoding) }
    try target.write { (piece) throws(Failure) in
      try engine.saveCode(
        fault: { Failure($0) },
        fill: { (index, values) throws(Failure) in
          // The slice has count floats.
          guard unsafe entry(user, UInt32(index), values.pointer, values.count) == 0 else {
            throw Failure(
              HSP_ERROR_IO, "the entry callback failed", "entry ", value: Int64(index))
          }
        }, piece)
    }
  }
}

@c @implementation
public func hsp_code_open(
  _ source: UnsafePointer<hsp_source>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ code: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe code.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let image = try unsafe openImage(source, memory)
    let file: ContainerFile
    do throws(ContainerError) { file = try ContainerFile(image.bytes) } catch {
      throw Failure(error)
    }
    let found = try translatedResult { () throws(RunFault) in try Code(file) }
    let storage = try makeStorage(memory, MemoryLayout<CodeHandle>.size)
    let handle = unsafe storage.base.assumingMemoryBound(to: CodeHandle.self)
    unsafe handle.initialize(to: CodeHandle(storage: storage, image: image, code: found))
    unsafe code.pointee = OpaquePointer(handle)
  }
}

@c @implementation
public func hsp_code_destroy(_ code: OpaquePointer?) {
  guard let code = unsafe code else { return }
  // Moving the value out ends its life here, and with it the memory it lay in.
  _ = unsafe ABI.code(code).move()
}

@c @implementation
public func hsp_code_describe(
  _ code: OpaquePointer, _ info: UnsafeMutablePointer<hsp_latent_info>
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let code = unsafe ABI.code(code).pointee.code
    var result = hsp_latent_info(code.record)
    result.entries = UInt32(code.entries)
    try unsafe result.deliver(to: info)
  }
}

@c @implementation
public func hsp_code_options(
  _ code: OpaquePointer, _ options: UnsafeMutablePointer<hsp_run_options>
) -> hsp_status {
  report(nil) { () throws(Failure) in
    try unsafe checkSize(options.pointee.struct_size, of: hsp_run_options.self)
    let found = unsafe ABI.code(code).pointee.code
    let record = found.record
    unsafe hsp_run_options_init(options)
    unsafe options.pointee.flags = record.flags
    unsafe options.pointee.convention = record.convention.rawValue
    unsafe options.pointee.steps = Int32(record.steps)
    unsafe options.pointee.skip = Int32(record.skip)
    unsafe options.pointee.t0 = Int32(record.t0)
    unsafe options.pointee.t_edit = Int32(record.editTimestep)
    unsafe options.pointee.t_boost = Int32(record.boostTimestep)
    unsafe options.pointee.eta = record.eta
    unsafe options.pointee.seed = record.seed
    unsafe options.pointee.variance = record.variance.rawValue
    unsafe options.pointee.chain = record.chain.rawValue
    unsafe options.pointee.noise = hsp_code_noise
    unsafe options.pointee.noise_user = UnsafeMutableRawPointer(code)
    guard found.etas.count > 0 else { return }
    // Floats of a section that begins at a multiple of 64, behind other floats.
    unsafe options.pointee.etas = found.etas.pointer.assumingMemoryBound(to: Float.self)
    unsafe options.pointee.eta_count = record.etas
  }
}

@c @implementation
public func hsp_code_read(
  _ code: OpaquePointer, _ entry: UInt32, _ values: UnsafeMutablePointer<Float>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let code = unsafe ABI.code(code).pointee.code
    guard Int(clamping: entry) <= code.entries else {
      throw .argument("the code has no such entry")
    }
    guard count == code.valueCount else { throw .argument("count is not that of x") }
    code.fill(Int(entry), into: unsafe Slice(base: values, count: count))
  }
}

@c @implementation
public func hsp_code_noise(
  _ code: UnsafeMutableRawPointer?, _ step: UnsafePointer<hsp_step>,
  _ values: UnsafeMutablePointer<Float>, _ count: Int
) -> Int32 {
  guard let code = OpaquePointer(code) else { return 1 }
  // An overflow of the last step would be entry 0.
  let (entry, overflows) = unsafe step.pointee.step.addingReportingOverflow(1)
  guard !overflows else { return 1 }
  return unsafe hsp_code_read(code, entry, values, count) == HSP_OK ? 0 : 1
}

@c @implementation
public func hsp_session_set_code(
  _ session: OpaquePointer, _ code: OpaquePointer, _ flags: UInt32
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    guard flags & ~HSP_CODE_TRANSLATE == 0 else { throw .argument("a flag is not known") }
    let code = unsafe ABI.code(code).pointee.code
    try translated { () throws(RunFault) in
      try engine.take(code, translates: flags & HSP_CODE_TRANSLATE != 0)
    }
  }
}
