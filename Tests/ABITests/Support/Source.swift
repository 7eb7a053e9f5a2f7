import CHSpace
import Foundation

/// The ways in which a file reaches the library.
enum Way: CaseIterable, Sendable {
  case path, descriptor, memory, callback
}

/// A file for the library to read, with every way of handing it over.
struct Source {
  var way: Way
  var path = ""
  var bytes: [UInt8] = []
  var flags: UInt32 = 0
  /// Reads before the callback fails.
  var readsUntilFailure = Int.max
  /// Called at every read.
  var visit: () -> Void = {}

  init(path: String) {
    way = .path
    self.path = path
  }

  init(_ bytes: [UInt8], way: Way = .memory) {
    self.way = way
    self.bytes = bytes
  }

  /// Lends the C struct, and what it points to, for one call.
  func withSource<R>(_ body: (UnsafePointer<hsp_source>) throws -> R) throws -> R {
    switch way {
    case .path where path.isEmpty:
      let folder = try TemporaryFolder()
      try folder.write("file.hsm", bytes)
      return try unsafe Source.with(path: folder("file.hsm"), flags, body)
    case .path: return try unsafe Source.with(path: path, flags, body)
    case .descriptor: return try unsafe withDescriptor(body)
    case .memory:
      let memory = AlignedBytes(bytes)
      defer { withExtendedLifetime(memory) {} }
      var source = unsafe hsp_from_memory(memory.base, UInt64(memory.count))
      unsafe source.flags = flags
      return try unsafe body(&source)
    case .callback:
      let reader = Reader(bytes, until: readsUntilFailure, visit)
      defer { withExtendedLifetime(reader) {} }
      var source = unsafe hsp_from_reader(
        { user, offset, destination, size in
          unsafe Unmanaged<Reader>.fromOpaque(user!).takeUnretainedValue()
            .read(offset, destination, size)
        }, Unmanaged.passUnretained(reader).toOpaque(), UInt64(bytes.count))
      unsafe source.flags = flags
      return try unsafe body(&source)
    }
  }

  private static func with<R>(
    path: String, _ flags: UInt32, _ body: (UnsafePointer<hsp_source>) throws -> R
  ) throws -> R {
    try unsafe path.withCString { path in
      var source = unsafe hsp_from_path(path)
      unsafe source.flags = flags
      return try unsafe body(&source)
    }
  }

  private func withDescriptor<R>(_ body: (UnsafePointer<hsp_source>) throws -> R) throws -> R {
    let folder = try TemporaryFolder()
    try folder.write("file.hsm", bytes)
    // The path is passed as a C string for the call.
    let descriptor = unsafe open(folder("file.hsm"), O_RDONLY)
    defer { close(descriptor) }
    var source = unsafe hsp_from_descriptor(descriptor)
    unsafe source.flags = flags
    return try unsafe body(&source)
  }
}

/// What a read callback reads from; it may be told to fail.
private final class Reader {
  let bytes: [UInt8]
  var left: Int
  let visit: () -> Void

  init(_ bytes: [UInt8], until left: Int, _ visit: @escaping () -> Void) {
    self.bytes = bytes
    self.visit = visit
    self.left = left
  }

  func read(_ offset: UInt64, _ destination: UnsafeMutableRawPointer, _ size: Int) -> Int32 {
    visit()
    guard left > 0, Int(offset) + size <= bytes.count else { return 5 }
    left -= 1
    // The library promises size writable bytes.
    unsafe UnsafeMutableRawBufferPointer(start: destination, count: size)
      .copyBytes(from: bytes[Int(offset)..<Int(offset) + size])
    return 0
  }
}
