import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// How much a model changes a picture that is noised a little and denoised: less, the more it is like those that the model
/// was trained on.
///
/// It is the error that training makes small (Ho et al. 2020, section 3.2), of a few timesteps, with the same noise for
/// every picture.
struct DenoisingError {
  private let studio: Studio
  private let runs: [Run]

  /// By the model of a studio, whose session loses what it holds.
  init(by studio: Studio) {
    self.studio = studio
    let timesteps = Int(studio.session.model.info.timesteps)
    runs = [20, 10, 5].flatMap { part in
      (0..<UInt64(2)).map { seed in
        var run = Run()
        (run.steps, run.t0, run.noiseSeed) = (2, max(1, timesteps / part), seed)
        return run
      }
    }
  }

  /// The mean, over the noise levels, of the logarithm of the mean square error of x_0.
  ///
  /// Logarithms, since at larger timesteps errors are larger, and differ more.
  func error(of picture: Picture) throws -> Double {
    try studio.take(picture)
    let x = try read()
    let logarithms = try runs.map { run in
      try studio.session.set(values: x)
      try studio.session.diffuse(run)
      try studio.perform("rank", run) { run throws(LibraryError) in
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
