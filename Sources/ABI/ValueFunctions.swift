// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion
import Program

/// A caller's picture, checked.
private func pixels(_ picture: UnsafePointer<hsp_picture>) throws(Failure) -> PixelBuffer {
  try unsafe checkSize(picture.pointee.struct_size, of: hsp_picture.self)
  let picture = unsafe picture.pointee
  let channels = unsafe picture.channels
  guard channels == 1 || channels == 3 || channels == 4 else {
    throw Failure(HSP_ERROR_ARGUMENT, "a picture has 1, 3 or 4 channels", value: Int64(channels))
  }
  let row = unsafe UInt64(picture.width) * UInt64(channels)
  // A size_t beyond the largest Int arrives as a negative number.
  let stride = unsafe UInt(bitPattern: picture.stride)
  guard UInt64(stride) >= row, stride <= UInt(Int32.max) else {
    throw unsafe Failure(
      HSP_ERROR_ARGUMENT, "a picture's stride is smaller than its row", value: Int64(picture.stride)
    )
  }
  guard unsafe Int(bitPattern: picture.pixels) != 0 else {
    throw .argument("a picture has no pixels")
  }
  return unsafe PixelBuffer(
    base: picture.pixels, width: Int(clamping: picture.width),
    height: Int(clamping: picture.height),
    channels: Int(channels), stride: picture.stride)
}

@c @implementation
public func hsp_session_set_picture(
  _ session: OpaquePointer, _ picture: UnsafePointer<hsp_picture>
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let pixels = try unsafe pixels(picture)
    try translated { () throws(RunFault) in try engine.setPicture(pixels) }
  }
}

@c @implementation
public func hsp_session_get_picture(
  _ session: OpaquePointer, _ picture: UnsafeMutablePointer<hsp_picture>
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let pixels = try unsafe pixels(picture)
    try translated { () throws(RunFault) in try engine.getPicture(pixels) }
  }
}

/// A caller's values: read, or written by nobody else during the call.
private func floats(_ values: UnsafePointer<Float>, _ count: Int) throws(Failure) -> Slice<Float> {
  guard count >= 0 else { throw .argument("count is negative") }
  return unsafe Slice(base: UnsafeMutablePointer(mutating: values), count: count)
}

@c @implementation
public func hsp_session_set_values(
  _ session: OpaquePointer, _ values: UnsafePointer<Float>, _ count: Int
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let values = try unsafe floats(values, count)
    try translated { () throws(RunFault) in try engine.setPicture(values) }
  }
}

@c @implementation
public func hsp_session_set_latent(
  _ session: OpaquePointer, _ values: UnsafePointer<Float>, _ count: Int
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    let values = try unsafe floats(values, count)
    try translated { () throws(RunFault) in try engine.setLatent(values) }
  }
}

@c @implementation
public func hsp_session_set_noise(_ session: OpaquePointer, _ seed: UInt64) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in engine.setNoise(seed: seed) }
}

@c @implementation
public func hsp_session_read(
  _ session: OpaquePointer, _ value: hsp_value, _ values: UnsafeMutablePointer<Float>, _ count: Int
) -> hsp_status {
  // Allowed in callbacks: the engine is between two steps or between encoder and decoder, and only read here.
  unsafe inspect(session) { (engine) throws(Failure) in
    guard let value = SessionValue(rawValue: UInt32(value.rawValue)) else {
      throw .argument("this value is not known")
    }
    let out = try unsafe floats(values, count)
    try translated { () throws(RunFault) in try engine.read(value, to: out) }
  }
}

@c @implementation
public func hsp_session_save(
  _ session: OpaquePointer, _ sink: UnsafePointer<hsp_sink>
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    let sink = try unsafe Sink(sink)
    guard engine.state.phase != .empty else { throw Failure(RunFault.nothingThere) }
    try sink.write { (piece) throws(Failure) in try engine.save(piece) }
  }
}

@c @implementation
public func hsp_session_load(
  _ session: OpaquePointer, _ source: UnsafePointer<hsp_source>
) -> hsp_status {
  let memory = unsafe ABI.session(session).pointee.allocator
  return unsafe perform(session, runs: true) { (engine) throws(Failure) in
    let image = try unsafe openImage(source, memory)
    try translated { () throws(RunFault) in try engine.load(image.bytes) }
  }
}

@c @implementation
public func hsp_session_describe(
  _ session: OpaquePointer, _ info: UnsafeMutablePointer<hsp_latent_info>
) -> hsp_status {
  unsafe perform(session) { (engine) throws(Failure) in
    try unsafe hsp_latent_info(engine.record).deliver(to: info)
  }
}

@c @implementation
public func hsp_latent_inspect(
  _ source: UnsafePointer<hsp_source>, _ info: UnsafeMutablePointer<hsp_latent_info>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    try unsafe checkSize(info.pointee.struct_size, atLeast: hsp_latent_info.firstSize)
    let image = try unsafe openImage(source, .system)
    let file: ContainerFile
    do throws(ContainerError) { file = try ContainerFile(image.bytes) } catch {
      throw Failure(error)
    }
    guard let section = file.section(.latent) else { throw Failure(RunFault.otherKind) }
    var result: hsp_latent_info
    do throws(DiffusionError) {
      result = hsp_latent_info(try LatentSection.read(section))
    } catch { throw Failure(HSP_ERROR_FORMAT, error) }
    if file.section(.code) != nil {
      let entries = try translatedResult { () throws(RunFault) in try Code(file).entries }
      result.entries = UInt32(entries)
    }
    try unsafe result.deliver(to: info)
  }
}
