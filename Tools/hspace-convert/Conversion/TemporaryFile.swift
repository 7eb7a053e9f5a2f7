import Glibc

/// A file that goes away with its owner.
struct TemporaryFile: ~Copyable {
  let path: String

  /// A name beside a file that another process does not choose.
  init(beside output: String) { path = "\(output).\(getpid())-f32.partial" }

  deinit {
    // Perhaps it was never made.
    _ = unsafe unlink(path)
  }
}
