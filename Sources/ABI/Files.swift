import CHSpace
import Container
import Diffusion

/// Opens the one thing that a source names; `readable` keeps a file open to be read from.
func openImage(
  _ source: UnsafePointer<hsp_source>, _ allocator: Allocator, readable: Bool = false
) throws(Failure) -> FileImage {
  try unsafe checkSize(source.pointee.struct_size, of: hsp_source.self)
  let source = unsafe source.pointee
  guard unsafe source.flags & ~HSP_SOURCE_VERIFY == 0, unsafe source.reserved == 0 else {
    throw .argument("a flag of the source is not known")
  }
  var given = 0
  if unsafe source.path != nil { given += 1 }
  if unsafe source.descriptor >= 0 { given += 1 }
  if unsafe source.memory != nil { given += 1 }
  if unsafe source.read != nil { given += 1 }
  guard given == 1 else {
    throw Failure(
      HSP_ERROR_ARGUMENT, "a source needs exactly one of path, descriptor, memory and read",
      value: Int64(given))
  }
  do {
    if let path = unsafe source.path { return try unsafe FileImage(path: path, readable: readable) }
    if let memory = unsafe source.memory {
      return try unsafe FileImage(borrowing: memory, size: source.size)
    }
    if let read = unsafe source.read {
      return try unsafe FileImage(
        reading: read, user: source.user, size: source.size, allocator: allocator)
    }
    return try unsafe FileImage(descriptor: source.descriptor, readable: readable)
  } catch { throw Failure(error) }
}

/// The caller's allocator, or the system's.
func allocator(_ given: UnsafePointer<hsp_allocator>?) throws(Failure) -> Allocator {
  guard let given = unsafe given?.pointee else { return .system }
  guard let allocate = unsafe given.allocate, let release = unsafe given.release else {
    throw .argument("an allocator needs both functions")
  }
  return unsafe Allocator(allocate: allocate, release: release, user: given.user)
}

/// Where a file goes.
@safe
enum Sink {
  case path(UnsafePointer<CChar>)
  case callback(hsp_write_callback, UnsafeMutableRawPointer?)

  init(_ sink: UnsafePointer<hsp_sink>) throws(Failure) {
    try unsafe checkSize(sink.pointee.struct_size, of: hsp_sink.self)
    let sink = unsafe sink.pointee
    guard unsafe sink.flags == 0 else { throw .argument("a flag of the sink is not known") }
    switch unsafe (sink.path, sink.write) {
    case (.some(let path), nil): unsafe self = .path(path)
    case (nil, .some(let write)): unsafe self = .callback(write, sink.user)
    default: throw .argument("a sink needs exactly one of path and write")
    }
  }

  /// Writes the pieces that `save` hands out; a file at a path appears whole or not at all.
  func write(_ save: (Piece) throws(Failure) -> Void) throws(Failure) {
    switch self {
    case .path(let path):
      var file: OutputFile
      do throws(ContainerError) { file = try unsafe OutputFile(path: path) } catch {
        throw Failure(error)
      }
      try save { (bytes) throws(Failure) in
        do throws(ContainerError) { try file.write(bytes) } catch { throw Failure(error) }
      }
      do { try file.commit() } catch { throw Failure(error) }
    case .callback(let callback, let user):
      try save { (bytes) throws(Failure) in
        // The bytes are readable during the call.
        guard unsafe callback(user, bytes.pointer, bytes.count) == 0 else {
          throw Failure(HSP_ERROR_IO, "the write callback failed")
        }
      }
    }
  }

  typealias Piece = (Bytes) throws(Failure) -> Void
}

/// A file's kind, identity and size.
@c @implementation
public func hsp_file_inspect(
  _ source: UnsafePointer<hsp_source>, _ info: UnsafeMutablePointer<hsp_file_info>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    try unsafe checkSize(info.pointee.struct_size, of: hsp_file_info.self)
    let image = try unsafe openImage(source, .system)
    let file: ContainerFile
    do throws(ContainerError) {
      file = try ContainerFile(image.bytes)
      if unsafe source.pointee.flags & HSP_SOURCE_VERIFY != 0 { try file.verify() }
    } catch { throw Failure(error) }
    var result = hsp_file_info()
    result.struct_size = UInt32(MemoryLayout<hsp_file_info>.size)
    result.kind = file.kind.rawValue
    result.version = FileLayout.version
    result.sections = UInt32(file.sectionCount)
    result.length = UInt64(image.bytes.count)
    copyIdentity(file.identity, &result.identity)
    unsafe info.pointee = result
  }
}

/// Copies a 32-byte identity into a C array.
func copyIdentity<T>(_ identity: Bytes, _ array: inout T) {
  // The array has 32 bytes, as the identity.
  unsafe withUnsafeMutableBytes(of: &array) { bytes in
    let shared = min(bytes.count, identity.count)
    for index in 0..<shared {
      unsafe bytes[index] = identity.load(index, as: UInt8.self)
    }
  }
}
