import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// How much a model changes a picture that is noised a little and denoised: less, the more it is like those that the model
/// was trained on, and the smoother it is.
///
/// It is the error of the predicted x_0, which training makes small (Ho et al. 2020, section 3.4, there of epsilon).
struct DenoisingError {
  /// Where noise is added, as parts of T: where details are decided.
  private static let levels = [0.05, 0.1, 0.2]
  /// The noise, the same for every picture.
  ///
  /// No --seed is likely to be one of these: a picture that was made with the same noise would look better than it is.
  private static let seeds: [UInt64] = [0x6465_6e6f_6973_6531, 0x6465_6e6f_6973_6532]

  private let studio: Studio
  private let runs: [Run]

  /// By the model of a studio, whose session loses what it holds.
  init(by studio: Studio) {
    self.studio = studio
    let timesteps = Double(studio.session.model.info.timesteps)
    runs = Self.levels.flatMap { level in
      Self.seeds.map { seed in
        var run = Run()
        // One step from the level to t = 0, and one from there: there are no fewer.
        (run.steps, run.t0, run.noiseSeed) = (2, max(1, Int(level * timesteps)), seed)
        return run
      }
    }
  }

  /// The mean of the natural logarithm of the mean square error of x_0; 12 evaluations.
  ///
  /// Logarithms, since at larger timesteps errors are larger, and differ more.
  func error(of picture: Picture) throws -> Double {
    try studio.take(picture)
    let x = try read()
    let logarithms = try runs.map { run in
      try studio.session.set(values: x)
      try studio.session.diffuse(run)
      try studio.perform(run, shown: { _ in }) { run throws(LibraryError) in
        try studio.session.edit([], run)
      }
      let squares = zip(try read(), x).reduce(0.0) { sum, pair in
        let difference = Double(pair.0 - pair.1)
        return sum + difference * difference
      }
      // Not zero, of which there is no logarithm.
      return log(max(squares / Double(x.count), .leastNormalMagnitude))
    }
    return logarithms.reduce(0, +) / Double(runs.count)
  }

  private func read() throws(LibraryError) -> [Float] {
    let count = try studio.session.extents(of: "x").count
    return try studio.session.read(HSP_VALUE_X, count: count)
  }
}
