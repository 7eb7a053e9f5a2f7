import Foundation

/// Writes files that appear whole or not at all.
package enum AtomicFile {
  /// Writes beside the path under another name, flushes and renames; devices are written directly.
  package static func write(_ bytes: [UInt8], to path: String) throws(PictureError) {
    var status = stat()
    // The status is the call's to fill, and only used when it did.
    let exists = unsafe stat(path, &status) == 0
    let kind = exists ? status.st_mode & S_IFMT : S_IFREG
    if kind == S_IFDIR { throw failure(path, "Is a directory") }
    if kind != S_IFREG {
      // A rename would replace the device by a file.
      return try fill(try open(path, O_WRONLY, for: path), with: bytes, for: path)
    }
    let target = exists ? resolved(path) : path
    let temporary = "\(target).\(getpid()).tmp"
    let descriptor = try open(temporary, O_WRONLY | O_CREAT | O_EXCL, for: path)
    do throws(PictureError) {
      if exists { fchmod(descriptor, status.st_mode & 0o7777) }
      try fill(descriptor, with: bytes, for: path)
      // Strings are passed as C strings for the call.
      guard unsafe rename(temporary, target) == 0 else { throw failure(path, lastSystemError()) }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }

  private static func open(
    _ name: String, _ flags: Int32, for path: String
  ) throws(PictureError) -> Int32 {
    // The string is passed as a C string for the call.
    let descriptor = unsafe Foundation.open(name, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw failure(path, lastSystemError()) }
    return descriptor
  }

  /// Writes, flushes and closes.
  private static func fill(
    _ descriptor: Int32, with bytes: [UInt8], for path: String
  ) throws(PictureError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes { rest in
        // The buffer is valid for the call.
        unsafe Foundation.write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw abandon(descriptor, path) }
      done += count
    }
    // Devices and pipes cannot be flushed.
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
      throw abandon(descriptor, path)
    }
    guard close(descriptor) == 0 else { throw failure(path, lastSystemError()) }
  }

  private static func abandon(_ descriptor: Int32, _ path: String) -> PictureError {
    let reason = lastSystemError()
    close(descriptor)
    return failure(path, reason)
  }

  /// The file behind symbolic links, so that a rename replaces it and not the link.
  private static func resolved(_ path: String) -> String {
    guard let name = unsafe realpath(path, nil) else { return path }
    // realpath returned a string of its own, to be freed here.
    defer { unsafe free(name) }
    return unsafe String(cString: name)
  }

  private static func failure(_ path: String, _ reason: String) -> PictureError {
    PictureError(path, .system(action: "write", reason: reason))
  }
}
