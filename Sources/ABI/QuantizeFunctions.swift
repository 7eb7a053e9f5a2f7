// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion
import Program
import Quantisation

@c @implementation
public func hsp_quantize_options_init(_ options: UnsafeMutablePointer<hsp_quantize_options>) {
  unsafe options.pointee = hsp_quantize_options()
  unsafe options.pointee.struct_size = UInt32(MemoryLayout<hsp_quantize_options>.size)
}

@c @implementation
public func hsp_model_quantize(
  _ model: OpaquePointer, _ options: UnsafePointer<hsp_quantize_options>?,
  _ allocator: UnsafePointer<hsp_allocator>?, _ sink: UnsafePointer<hsp_sink>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    var given = unsafe hsp_quantize_options()
    if let options = unsafe options {
      try unsafe checkSize(options.pointee.struct_size, of: hsp_quantize_options.self)
      unsafe given = options.pointee
      guard unsafe given.flags == 0 else {
        throw .argument("a flag of the quantisation is not known")
      }
    }
    let memory = try unsafe ABI.allocator(allocator)
    let target = try unsafe Sink(sink)
    let host = unsafe CallbackHost(given, ABI.model(model))
    try quantise(host, memory, target)
  }
}

/// Quantises a model with memory of an allocator, into a sink.
private func quantise(
  _ host: CallbackHost, _ allocator: Allocator, _ target: Sink
) throws(Failure) {
  let (file, tensors) = host.source
  guard let size = Quantiser<CallbackHost>.memorySize(file, tensors) else {
    throw Failure(HSP_ERROR_MEMORY, "the model is too large for this processor")
  }
  let storage = try makeStorage(allocator, size)
  // The allocation is aligned to 64 and lives as long as the quantiser.
  var arena = unsafe Arena(base: storage.base, capacity: storage.count)
  var quantiser: Quantiser<CallbackHost>
  do throws(QuantisationError) {
    quantiser = try Quantiser(file, tensors, in: &arena, host: host)
  } catch { throw Failure(error) }
  try target.write { (piece) throws(Failure) in
    var failure: Failure?
    do throws(QuantisationError) {
      try quantiser.write { (bytes) throws(QuantisationError) in
        do throws(Failure) { try piece(bytes) } catch {
          failure = error
          throw .sink
        }
      }
    } catch { throw failure ?? Failure(error) }
  }
}
