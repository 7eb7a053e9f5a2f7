import Glibc

/// What tells whether two paths mean one file.
struct FileIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}

/// Returns the system's words for an errno.
func systemMessage(_ code: Int32) -> String {
  // strerror's text is valid until the next call on this thread and copied at once.
  let text = unsafe String(cString: strerror(code))
  return text.prefix(1).lowercased() + text.dropFirst()
}
