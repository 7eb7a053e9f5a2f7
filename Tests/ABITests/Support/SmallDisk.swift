import Foundation

/// A file system with room for a few pages, where the test may mount one.
final class SmallDisk {
  private let folder: TemporaryFolder
  let isMounted: Bool

  init(bytes: Int) throws {
    let folder = try TemporaryFolder()
    self.folder = folder
    // Strings are passed as C strings for the call.
    isMounted = unsafe "size=\(bytes)".withCString { options in
      unsafe mount("tmpfs", folder.path, "tmpfs", 0, options) == 0
    }
  }

  deinit { if isMounted { _ = unsafe umount2(folder.path, 0) } }

  func callAsFunction(_ name: String) -> String { folder(name) }

  var entries: [String] { get throws { try folder.entries } }
}
