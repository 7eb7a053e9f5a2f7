import Foundation
import HSpaceLibrary

/// A code's entries in a file, while the encoder makes them.
final class EntryFile {
  let path: String
  private let count: Int
  private let handle: FileHandle
  private let isKept: Bool

  /// Opens or makes the file that stands beside an interrupted run.
  init(path: String, count: Int) throws(Failure) {
    let isThere = FileManager.default.fileExists(atPath: path)
    if !isThere, !FileManager.default.createFile(atPath: path, contents: nil) {
      throw Self.unwritable(path)
    }
    guard let handle = FileHandle(forUpdatingAtPath: path) else {
      throw Self.unwritable(path)
    }
    (self.path, self.count, self.handle, isKept) = (path, count, handle, true)
  }

  /// A file that is gone with this object.
  init(count: Int) throws(Failure) {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("hspace-\(ProcessInfo.processInfo.processIdentifier)-\(UUID())")
      .path
    guard FileManager.default.createFile(atPath: path, contents: nil),
      let handle = FileHandle(forUpdatingAtPath: path)
    else { throw Self.unwritable(path) }
    // The open file needs no name.
    try? FileManager.default.removeItem(atPath: path)
    (self.path, self.count, self.handle, isKept) = (path, count, handle, false)
  }

  private static func unwritable(_ path: String) -> Failure {
    Failure("\(path): cannot be written (the folder must be there, and yours to write to)")
  }

  deinit { try? handle.close() }

  /// False when the file cannot take it.
  func write(_ index: Int, _ values: [Float]) -> Bool {
    guard values.count == count else { return false }
    do {
      try handle.seek(toOffset: UInt64(index) * UInt64(count) * 4)
      // The values' own bytes, copied by the call.
      try handle.write(contentsOf: unsafe values.withUnsafeBytes { unsafe Data($0) })
      return true
    } catch { return false }
  }

  /// Works with a run whose encoder writes its entries here; a full disk is told from an interruption.
  func recording(_ run: Run, _ work: (Run) throws -> Void) throws {
    var run = run
    var isFull = false
    run.code = { _, index, values in
      isFull = !self.write(index, values)
      return !isFull
    }
    do {
      try work(run)
    } catch let error as LibraryError where error.isCancelled && isFull {
      throw Failure("\(path): cannot be written (is the disk full?)")
    }
  }

  /// Whether the first so many entries were written.
  func holds(_ entries: Int) -> Bool {
    guard let end = try? handle.seekToEnd() else { return false }
    return end >= UInt64(entries) * UInt64(count) * 4
  }

  /// Nil when the file has it not.
  func read(_ index: Int) -> [Float]? {
    do {
      try handle.seek(toOffset: UInt64(index) * UInt64(count) * 4)
      guard let data = try handle.read(upToCount: count * 4), data.count == count * 4 else {
        return nil
      }
      return unsafe [Float](unsafeUninitializedCapacity: count) { room, filled in
        // As many bytes as count floats have.
        unsafe data.copyBytes(to: UnsafeMutableRawBufferPointer(room))
        filled = count
      }
    } catch { return nil }
  }

  /// Takes a file with a name away.
  func remove() {
    if isKept { try? FileManager.default.removeItem(atPath: path) }
  }
}
