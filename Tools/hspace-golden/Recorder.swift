import CHSpace
import HSpaceLibrary

/// Copies values of a session after every step of a run.
final class Recorder {
  private let session: Session
  private let sizes: [(value: hsp_value, count: Int)]
  private var found: [UInt32: [Float]] = [:]

  init(_ session: Session, _ values: [hsp_value]) throws(LibraryError) {
    self.session = session
    let x = try session.extents(of: "x").count
    let h = try session.extents(of: "h").count
    sizes = values.map { ($0, $0 == HSP_VALUE_H ? h : x) }
  }

  /// The run, with this recorder as its progress callback.
  func recording(_ run: Run) -> Run {
    var run = run
    run.progress = { _ in
      for (value, count) in self.sizes {
        guard let values = try? self.session.read(value, count: count) else { return false }
        self.found[value.rawValue, default: []] += values
      }
      return true
    }
    return run
  }

  /// One value of all steps, in execution order.
  subscript(value: hsp_value) -> [Float] { found[value.rawValue] ?? [] }
}
