import Glibc

/// The model being written: a temporary file beside its final place, where it appears whole or not at all.
final class ModelFile {
  let path: String
  private let temporary: String
  private let descriptor: Int32
  private var isCommitted = false

  /// Reserves `size` zero bytes; `sources` must not be overwritten.
  init(_ path: String, size: Int, sources: [SourceFile]) throws(ConversionError) {
    self.path = path
    try Self.checkTarget(path, sources)
    (temporary, descriptor) = try Self.create(beside: path)
    // Now, so that a full disk is known before the work.
    let reserved = posix_fallocate(descriptor, 0, off_t(size))
    guard reserved == 0 else { throw Self.fault(path, reserved) }
  }

  deinit {
    close(descriptor)
    if !isCommitted { _ = unsafe unlink(temporary) }
  }

  /// Writes bytes at an offset.
  func write(_ bytes: [UInt8], at offset: Int) throws(ConversionError) {
    var done = 0
    while done < bytes.count {
      // `done` is below the count, and the rest is read at most.
      let result = unsafe bytes.withUnsafeBytes { buffer in
        guard let base = buffer.baseAddress else { return 0 }
        return unsafe pwrite(descriptor, base + done, buffer.count - done, off_t(offset + done))
      }
      if result < 0, errno == EINTR { continue }
      guard result > 0 else { throw Self.fault(path, result == 0 ? ENOSPC : errno) }
      done += result
    }
  }

  /// Flushes the file and puts it in its place.
  func commit() throws(ConversionError) {
    guard fsync(descriptor) == 0, unsafe rename(temporary, path) == 0 else {
      throw Self.fault(path, errno)
    }
    isCommitted = true
  }

  /// Makes a new file whose name nobody else uses.
  private static func create(
    beside path: String
  ) throws(ConversionError) -> (name: String, descriptor: Int32) {
    var attempt = 0
    while true {
      let name = "\(path).\(getpid())-\(attempt).partial"
      let descriptor = unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if descriptor >= 0 { return (name, descriptor) }
      guard errno == EEXIST, attempt < 1000 else { throw fault(path, errno) }
      attempt += 1
    }
  }

  /// Refuses to replace an input, or what is not a file.
  static func checkTarget(
    _ path: String, _ sources: [SourceFile]
  ) throws(ConversionError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw ConversionError(
        path, "the output exists and is not a regular file", remedy: "give another path to -o")
    }
    guard !sources.contains(where: { $0.identity == FileIdentity(status) }) else {
      throw ConversionError(
        path, "the output is one of the input files", remedy: "give another path to -o")
    }
  }

  /// The error of a failed write.
  static func fault(_ path: String, _ code: Int32) -> ConversionError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free space or give another path to -o"
      case EFBIG: "allow larger files or give another path to -o"
      default: "check the folder and its permissions"
      }
    return ConversionError(path, "cannot write: \(systemMessage(code))", remedy: remedy)
  }
}
