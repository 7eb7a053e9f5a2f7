// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion
import Program

/// What a model handle points to.
///
/// The memory that it lies in is part of it.
struct ModelHandle: ~Copyable {
  let storage: Allocation
  let model: Model
}

/// The model behind a handle.
@inline(__always)
func model(_ handle: OpaquePointer) -> UnsafeMutablePointer<ModelHandle> {
  // Made by hsp_model_open and not yet destroyed, as the header demands.
  unsafe UnsafeMutablePointer<ModelHandle>(handle)
}

@c @implementation
public func hsp_model_open(
  _ source: UnsafePointer<hsp_source>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ model: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe model.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let image = try unsafe openImage(source, memory, readable: true)
    let opened: Model
    do throws(Model.Fault) { opened = try Model(image, allocator: memory) } catch {
      throw Failure(error)
    }
    if unsafe source.pointee.flags & HSP_SOURCE_VERIFY != 0 { try verify(opened) }
    let storage = try makeStorage(memory, MemoryLayout<ModelHandle>.size)
    let handle = unsafe storage.base.assumingMemoryBound(to: ModelHandle.self)
    unsafe handle.initialize(to: ModelHandle(storage: storage, model: opened))
    unsafe model.pointee = OpaquePointer(handle)
  }
}

/// Memory for a handle.
func makeStorage(_ allocator: Allocator, _ bytes: Int) throws(Failure) -> Allocation {
  do { return try Allocation(allocator, count: bytes) } catch { throw Failure(error) }
}

/// Checks every weight and names the first bad one.
private func verify(_ model: borrowing Model) throws(Failure) {
  for index in 0..<model.tensors.count {
    do { try model.tensors.verify(index) } catch {
      var failure = Failure(error)
      failure.operation = ErrorText()
      failure.operation.append(model.tensors[index].name)
      throw failure
    }
  }
  do { try model.file.verify() } catch { throw Failure(error) }
}

@c @implementation
public func hsp_model_destroy(_ model: OpaquePointer?) {
  guard let model = unsafe model else { return }
  // Moving the value out ends its life here, and with it the memory it lay in.
  _ = unsafe ABI.model(model).move()
}

@c @implementation
public func hsp_model_verify(
  _ model: OpaquePointer, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in try unsafe verify(ABI.model(model).pointee.model) }
}

@c @implementation
public func hsp_model_describe(
  _ model: OpaquePointer, _ info: UnsafeMutablePointer<hsp_model_info>
) -> hsp_status {
  report(nil) { () throws(Failure) in
    try unsafe checkSize(info.pointee.struct_size, of: hsp_model_info.self)
    unsafe info.pointee = unsafe describe(ABI.model(model).pointee.model)
  }
}

private func describe(_ model: borrowing Model) -> hsp_model_info {
  var info = hsp_model_info()
  info.struct_size = UInt32(MemoryLayout<hsp_model_info>.size)
  info.programs = UInt32(model.file.count(of: .program))
  info.operations = UInt32(model.program.graph.operationCount)
  info.tensors = UInt32(model.tensors.count)
  for index in 0..<model.tensors.count {
    let tensor = model.tensors[index]
    info.parameters += UInt64(tensor.extents.count)
    info.weight_bytes += UInt64(tensor.payload.count)
    // Some convolutions of an int8 model keep a wider type, whose number is lower.
    if tensor.layout == .packed {
      let element: ElementType = tensor.element.isInteger ? .int8 : tensor.element
      info.element_type = max(info.element_type, element.rawValue)
    }
  }
  info.file_bytes = UInt64(model.file.bytes.count)
  if let names = model.program.names {
    (info.channels, info.height, info.width) = unsigned(model.program.graph.inputExtents(names.x))
    (info.h_channels, info.h_height, info.h_width) = unsigned(model.trainedHidden)
  }
  info.timesteps = UInt32(model.schedule.timesteps)
  info.metadata = UInt32(model.metadata.count)
  copyIdentity(model.file.identity, &info.identity)
  return info
}

/// Channels, height, width.
func unsigned(_ extents: Extents) -> (UInt32, UInt32, UInt32) {
  (UInt32(extents.channels), UInt32(extents.height), UInt32(extents.width))
}

@c @implementation
public func hsp_model_metadata(
  _ model: OpaquePointer, _ index: UInt32, _ key: UnsafeMutablePointer<CChar>, _ key_size: Int,
  _ value: UnsafeMutablePointer<CChar>, _ value_size: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    guard key_size > 0, value_size > 0,
      unsafe index < ABI.model(model).pointee.model.metadata.count
    else { throw .argument("there is no such pair") }
    let metadata = unsafe ABI.model(model).pointee.model.metadata
    unsafe metadata.key(Int(index)).copy(to: key, size: key_size)
    unsafe metadata.value(Int(index)).copy(to: value, size: value_size)
  }
}

@c @implementation
public func hsp_model_schedule(
  _ model: OpaquePointer, _ alpha_bar: UnsafeMutablePointer<Double>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let timesteps = unsafe ABI.model(model).pointee.model.schedule.timesteps
    guard count == timesteps else { throw .argument("count is not the number of timesteps") }
    for t in 0..<count {
      unsafe alpha_bar[t] = unsafe ABI.model(model).pointee.model.schedule.alphaBar(t)
    }
  }
}
