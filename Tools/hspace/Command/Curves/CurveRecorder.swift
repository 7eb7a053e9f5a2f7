import CHSpace
import HSpaceLibrary

/// Measures how far x_t and the predicted x_0 are from a picture, step by step of its inversion.
final class CurveRecorder {
  private let session: Session
  private let extents: Extents
  private let meter: DistanceMeter
  private(set) var times: [Int] = []
  /// A(t), of the predicted x_0.
  private(set) var predicted: [Double] = []
  /// B(t), of x_t.
  private(set) var inverted: [Double] = []
  private(set) var failure: LibraryError?

  /// Measures from x_0, which the studio's session holds.
  init(_ studio: Studio) throws(LibraryError) {
    session = studio.session
    extents = try session.extents(of: "x")
    meter = try DistanceMeter(
      from: try session.read(HSP_VALUE_X, count: extents.count), extents,
      with: studio.perceptualNetwork)
  }

  var curves: DistanceCurves {
    DistanceCurves(
      measure: meter.measure, times: times, predicted: predicted, inverted: inverted)
  }

  /// The run, watched; this object must outlive it.
  func recording(_ run: Run) -> Run {
    var run = run
    run.progress = { step in
      do throws(LibraryError) {
        // A row belongs to the time that its step reaches.
        self.times.append(Int(step.t_next))
        self.predicted.append(try self.distance(HSP_VALUE_X0))
        self.inverted.append(try self.distance(HSP_VALUE_X))
        return true
      } catch {
        self.failure = error
        return false
      }
    }
    return run
  }

  private func distance(_ value: hsp_value) throws(LibraryError) -> Double {
    try meter.distance(to: try session.read(value, count: extents.count))
  }
}
