// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

/// What a direction handle points to.
struct DirectionHandle: ~Copyable {
  let storage: Allocation
  /// The file it was read from, or nil.
  let image: FileImage?
  /// The section it was made in, or nil.
  let section: Allocation?
  let direction: Direction
  let identity: InlineArray<32, UInt8>
}

/// The direction behind a handle.
func direction(_ handle: OpaquePointer) -> UnsafeMutablePointer<DirectionHandle> {
  // Made by one of the functions below and not yet destroyed, as the header demands.
  unsafe UnsafeMutablePointer<DirectionHandle>(handle)
}

@c @implementation
public func hsp_direction_open(
  _ source: UnsafePointer<hsp_source>, _ name: UnsafePointer<CChar>?,
  _ allocator: UnsafePointer<hsp_allocator>?, _ direction: UnsafeMutablePointer<OpaquePointer?>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe direction.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let image = try unsafe openImage(source, memory)
    let file: ContainerFile
    do throws(ContainerError) { file = try ContainerFile(image.bytes) } catch {
      throw Failure(error)
    }
    guard file.kind == .directions else {
      throw Failure(HSP_ERROR_MISMATCH, "the file holds no directions")
    }
    let found = try unsafe find(file, name)
    let storage = try makeStorage(memory, MemoryLayout<DirectionHandle>.size)
    let handle = unsafe storage.base.assumingMemoryBound(to: DirectionHandle.self)
    unsafe handle.initialize(
      to: DirectionHandle(
        storage: storage, image: image, section: nil, direction: found,
        identity: copied(file.identity)))
    unsafe direction.pointee = OpaquePointer(handle)
  }
}

/// The direction of that name, or the first.
private func find(
  _ file: ContainerFile, _ name: UnsafePointer<CChar>?
) throws(Failure) -> Direction {
  for index in 0..<file.count(of: .direction) {
    guard let section = file.section(.direction, index) else { continue }
    let direction: Direction
    do throws(DiffusionError) { direction = try DirectionSection.read(section) } catch {
      var failure = Failure(HSP_ERROR_FORMAT, error)
      failure.operation.append("DIRN")
      throw failure
    }
    guard let name = unsafe name else { return direction }
    if unsafe direction.name.equals(cString: name) { return direction }
  }
  throw .argument("the file holds no direction of that name")
}

func copied(_ identity: Bytes) -> InlineArray<32, UInt8> {
  var result = InlineArray<32, UInt8>(repeating: 0)
  for index in result.indices { result[index] = identity.load(index, as: UInt8.self) }
  return result
}

/// Bytes of the first version of hsp_direction_info: six numbers, identity and name.
private var leastInfo: Int { 24 + 32 + 64 }

/// The caller's description, without intercept where the caller's header has none.
private func complete(
  _ given: UnsafePointer<hsp_direction_info>
) throws(Failure) -> hsp_direction_info {
  let size = unsafe given.pointee.struct_size
  try checkSize(size, atLeast: leastInfo)
  var info = hsp_direction_info()
  unsafe withUnsafeMutableBytes(of: &info) { bytes in
    // Both structs have so many bytes.
    unsafe bytes.baseAddress?.copyMemory(
      from: given, byteCount: Int(min(size, UInt32(bytes.count))))
  }
  return info
}

@c @implementation
public func hsp_direction_create(
  _ info: UnsafePointer<hsp_direction_info>, _ timesteps: UnsafePointer<Int32>,
  _ values: UnsafePointer<Float>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ direction: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe direction.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let given = try unsafe complete(info)
    let shape: DirectionShape
    do throws(DiffusionError) {
      shape = try DirectionShape(
        entries: Int(clamping: given.entries), channels: Int(clamping: given.channels),
        height: Int(clamping: given.height), width: Int(clamping: given.width),
        steps: Int(clamping: given.steps))
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
    let name = InlineArray<64, UInt8>(copying: given.name)
    // A plain loop: first(where:) brings Array into the Embedded build.
    var length = 0
    while length < 64, name[length] != 0 { length += 1 }
    guard (1...63).contains(length) else { throw .argument("a direction needs a name") }

    let section = try makeStorage(memory, DirectionSection.size(shape, nameLength: length))
    let storage = try makeStorage(memory, MemoryLayout<DirectionHandle>.size)
    let bytes = unsafe Slice(
      base: section.base.assumingMemoryBound(to: UInt8.self), count: section.count)
    let made: Direction
    do throws(DiffusionError) {
      made = try withBytes(of: name, count: length) { (name) throws(DiffusionError) in
        try unsafe DirectionSection.write(
          shape, timesteps: Bytes(base: timesteps, count: shape.entries * 4),
          values: Bytes(base: values, count: shape.valuesSize), name: name,
          intercept: given.intercept, into: bytes)
      }
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
    let handle = unsafe storage.base.assumingMemoryBound(to: DirectionHandle.self)
    unsafe handle.initialize(
      to: DirectionHandle(
        storage: storage, image: nil, section: section, direction: made,
        identity: InlineArray(copying: given.identity)))
    unsafe direction.pointee = OpaquePointer(handle)
  }
}

extension InlineArray where Element == UInt8 {
  /// The bytes of a C array of the same size.
  init<T>(copying array: T) {
    self.init(repeating: 0)
    // Both hold bytes; no more are copied than either has.
    unsafe withUnsafeBytes(of: array) { bytes in
      let shared = Swift.min(bytes.count, count)
      for index in 0..<shared { self[index] = unsafe bytes[index] }
    }
  }
}

/// Lends the first bytes of an array.
func withBytes<let size: Int, R, E: Error>(
  of array: InlineArray<size, UInt8>, count: Int, _ body: (Bytes) throws(E) -> R
) throws(E) -> R {
  // The view does not outlive the array.
  try unsafe withUnsafePointer(to: array) { (pointer) throws(E) in
    try body(unsafe Bytes(base: UnsafeRawPointer(pointer), count: count))
  }
}

@c @implementation
public func hsp_direction_destroy(_ direction: OpaquePointer?) {
  guard let direction = unsafe direction else { return }
  // Moving the value out ends its life here, and with it the memory it lay in.
  _ = unsafe ABI.direction(direction).move()
}

@c @implementation
public func hsp_direction_save(
  _ direction: OpaquePointer, _ sink: UnsafePointer<hsp_sink>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let handle = unsafe ABI.direction(direction)
    let target = try unsafe Sink(sink)
    try unsafe withBytes(of: handle.pointee.identity, count: 32) { (identity) throws(Failure) in
      let section = unsafe handle.pointee.direction.section
      try target.write { (piece) throws(Failure) in
        try SectionWriter(.direction, identity: identity, section).write(piece)
      }
    }
  }
}

@c @implementation
public func hsp_direction_describe(
  _ direction: OpaquePointer, _ info: UnsafeMutablePointer<hsp_direction_info>
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let size = unsafe info.pointee.struct_size
    try checkSize(size, atLeast: leastInfo)
    let handle = unsafe ABI.direction(direction)
    let shape = unsafe handle.pointee.direction.shape
    var result = hsp_direction_info()
    result.struct_size = min(size, UInt32(MemoryLayout<hsp_direction_info>.size))
    result.entries = UInt32(shape.entries)
    result.channels = UInt32(shape.channels)
    result.height = UInt32(shape.height)
    result.width = UInt32(shape.width)
    result.steps = UInt32(shape.steps)
    unsafe withBytes(of: handle.pointee.identity, count: 32) { copyIdentity($0, &result.identity) }
    let name = unsafe handle.pointee.direction.name
    unsafe withUnsafeMutableBytes(of: &result.name) { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe name.copy(to: base.assumingMemoryBound(to: CChar.self), size: bytes.count)
    }
    unsafe result.intercept = handle.pointee.direction.intercept
    let written = Int(result.struct_size)
    // The caller's struct has so many bytes.
    unsafe withUnsafeBytes(of: &result) { bytes in
      guard let base = bytes.baseAddress else { return }
      unsafe UnsafeMutableRawPointer(info).copyMemory(from: base, byteCount: written)
    }
  }
}

@c @implementation
public func hsp_direction_values(
  _ direction: OpaquePointer, _ index: UInt32, _ timestep: UnsafeMutablePointer<Int32>,
  _ values: UnsafeMutablePointer<Float>, _ count: Int
) -> hsp_status {
  report(nil) { () throws(Failure) in
    let handle = unsafe ABI.direction(direction)
    let shape = unsafe handle.pointee.direction.shape
    guard index < shape.entries else { throw .argument("the direction has no such entry") }
    guard count == shape.valueCount else { throw .argument("count is not that of h") }
    unsafe timestep.pointee = unsafe Int32(handle.pointee.direction.timestep(Int(index)))
    let entry = unsafe handle.pointee.direction.values(Int(index))
    for at in 0..<count {
      unsafe values[at] = Float(bitPattern: entry.load(at * 4, as: UInt32.self))
    }
  }
}
