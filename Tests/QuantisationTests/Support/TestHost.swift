import Container
import Quantisation

/// Hears what a quantisation says, and may interfere.
final class TestHost: QuantisationHost {
  private(set) var errors: [(name: String, error: Double)] = []
  private(set) var progress: [(done: UInt64, total: UInt64)] = []
  private(set) var released = 0
  /// Calls of `advance` that let the work go on.
  var patience = Int.max
  /// Called at every report.
  var onReport: () -> Void = {}

  func report(_ name: Bytes, error: Double) {
    errors.append((name.text, error))
    onReport()
  }

  func advance(_ done: UInt64, of total: UInt64) -> Bool {
    progress.append((done, total))
    return progress.count <= patience
  }

  func release(_ part: Bytes) { released += part.count }
}

extension Bytes {
  /// A copy of the bytes.
  var array: [UInt8] { (0..<count).map { load($0, as: UInt8.self) } }
  /// The bytes as text.
  var text: String { String(decoding: array, as: UTF8.self) }
}
