import CPlatform
import Foundation

@testable import Container

/// The ways in which a file reaches the library.
enum Way: CaseIterable, Sendable {
  case memory, path, descriptor, callback

  /// Opens an image of the bytes and hands it on.
  func open<R>(_ bytes: [UInt8], _ body: (borrowing FileImage) throws -> R) throws -> R {
    switch self {
    case .memory:
      try withAligned(bytes) { memory in
        let image = try unsafe FileImage(borrowing: memory.pointer, size: UInt64(bytes.count))
        return try body(image)
      }
    case .path:
      try unsafe withTemporaryFile(bytes) { path in
        let image = try unsafe FileImage(path: path)
        return try body(image)
      }
    case .descriptor:
      try unsafe withTemporaryFile(bytes) { path in
        let descriptor = unsafe Foundation.open(path, O_RDONLY)
        defer { close(descriptor) }
        let image = try FileImage(descriptor: descriptor)
        return try body(image)
      }
    case .callback:
      try withAligned(bytes) { memory in
        let image = try unsafe FileImage(
          reading: { user, offset, destination, size in
            guard let user = unsafe user else { return 1 }
            unsafe destination.copyMemory(from: user + Int(offset), byteCount: size)
            return 0
          }, user: memory.pointer, size: UInt64(bytes.count),
          allocator: .system)
        return try body(image)
      }
    }
  }
}

/// Runs a body on a copy of the bytes in memory that is aligned to 64 and ends with them.
func withAligned<R, E: Error>(
  _ bytes: [UInt8], _ body: (Slice<UInt8>) throws(E) -> R
) throws(E) -> R {
  let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
  defer { unsafe memory.deallocate() }
  let slice = unsafe Slice(
    base: memory.assumingMemoryBound(to: UInt8.self), count: bytes.count)
  unsafe bytes.withUnsafeBytes { source in
    guard let base = source.baseAddress else { return }
    unsafe memory.copyMemory(from: base, byteCount: bytes.count)
  }
  return try body(slice)
}

func withTemporaryFile<R>(
  _ bytes: [UInt8], _ body: (UnsafePointer<CChar>) throws -> R
) throws -> R {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
  try Data(bytes).write(to: url)
  defer { try? FileManager.default.removeItem(at: url) }
  return try unsafe url.path.withCString { try unsafe body($0) }
}

/// Everything that there is to check about a file, `verify` included.
func check(_ bytes: Bytes) throws(ContainerError) {
  let file = try ContainerFile(bytes)
  _ = try Metadata(file)
  if file.kind == .model {
    let table = try tensors(file)
    for index in 0..<table.count { try table.verify(index) }
  }
  try file.verify()
}

func tensors(_ file: ContainerFile) throws(ContainerError) -> TensorTable {
  let count = try TensorTable.count(in: file)
  let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
  defer { unsafe scratch.deallocate() }
  return try TensorTable(file, scratch: unsafe Slice(base: scratch, count: count))
}

/// What is wrong with a file; nil if nothing is.
func fault(_ bytes: [UInt8], _ way: Way = .memory) -> ContainerError? {
  do {
    try way.open(bytes) { try check($0.bytes) }
    return nil
  } catch let error as ContainerError {
    return error
  } catch {
    fatalError("\(error)")
  }
}
