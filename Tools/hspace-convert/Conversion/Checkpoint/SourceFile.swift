import Glibc

/// A regular file that is read at offsets.
final class SourceFile {
  let path: String
  let size: Int
  /// Device and inode: what tells whether two paths mean one file.
  let identity: FileIdentity
  private let descriptor: Int32

  init(_ path: String) throws(ConversionError) {
    // Not blocking: a pipe must be refused, not waited for.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw ConversionError(
        path, systemMessage(errno),
        remedy: "check the path and its permissions")
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw ConversionError(path, "not a regular file", remedy: "give a path to a file on disk")
    }
    self.path = path
    size = Int(status.st_size)
    identity = FileIdentity(status)
  }

  deinit { close(descriptor) }

  /// Replaces `bytes` by `count` bytes at an offset.
  func read(at offset: Int, count: Int, into bytes: inout [UInt8]) throws(ConversionError) {
    if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
    var done = 0
    while done < count {
      // `done` is below the buffer's count, and at most the rest of it is written.
      let result = unsafe bytes.withUnsafeMutableBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe pread(descriptor, base + done, count - done, off_t(offset + done))
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else {
        let problem = result == 0 ? "the file ends too early" : systemMessage(errno)
        throw ConversionError(
          path, "byte \(offset + done)", problem, remedy: "replace the file by an intact copy")
      }
      done += result
    }
  }

  /// The whole file, when it is at most `limit` bytes long.
  func contents(limit: Int) throws(ConversionError) -> [UInt8] {
    guard size <= limit else {
      throw ConversionError(
        path, "\(size) bytes, at most \(limit) are allowed",
        remedy: "check that this is the right file")
    }
    var bytes: [UInt8] = []
    try read(at: 0, count: size, into: &bytes)
    return bytes
  }

  /// True when a path leads to a file of any kind.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
