import Foundation

/// Reads reference data from Tests/Fixtures.
enum Fixture {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  static func data(_ path: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: path))
  }

  /// The float64 values of an .npy file.
  static func doubles(_ path: String) throws -> [Double] {
    try elements(path, type: "<f8", as: UInt64.self).map(Double.init(bitPattern:))
  }

  private static func elements<T: FixedWidthInteger>(
    _ path: String, type: String, as: T.Type
  ) throws -> [T] {
    let bytes = [UInt8](try data(path))
    guard bytes.count > 10, bytes.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1]) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'descr': '\(type)'"), header.contains("'fortran_order': False") else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return stride(from: start, to: bytes.count, by: MemoryLayout<T>.size).map { first in
      bytes[first..<first + MemoryLayout<T>.size].reversed().reduce(0) { $0 << 8 | T($1) }
    }
  }
}
