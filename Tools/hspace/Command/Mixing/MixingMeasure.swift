import CHSpace
import HSpaceLibrary
import Pictures
import Solvers

/// Measures pictures along their runs: the radius of x, and h where two sets are to be told apart.
struct MixingMeasure {
  let studio: Studio
  let run: Run
  typealias Radius = (t: Int, radius: Double)
  /// h of each picture at each timestep.
  let statistics: Statistics?

  /// Inverts a picture; `index` stands for it in the statistics.
  func invert(_ picture: Picture, _ index: Int, _ title: String) throws -> [Radius] {
    try studio.take(picture)
    try statistics?.begin(UInt64(index))
    var watched = run
    watched.statistics = statistics
    let radii = try radii(title, from: 0, watched) { run throws(LibraryError) in
      try studio.session.invert(run)
    }
    try statistics?.commit()
    return radii
  }

  /// Makes the picture of a seed, without noise of the steps.
  func sample(_ seed: UInt64, _ title: String) throws -> [Radius] {
    try studio.session.set(noise: seed)
    return try radii(title, from: nil, run) { run throws(LibraryError) in
      try studio.session.edit([], run)
    }
  }

  /// |x| before the run and after each step; `from`: the time before, or that of the first evaluation.
  private func radii(
    _ title: String, from start: Int?, _ run: Run,
    _ body: (Run) throws(LibraryError) -> Void
  ) throws -> [Radius] {
    let session = studio.session
    let count = try session.extents(of: "x").count
    func radius() throws(LibraryError) -> Double {
      try session.read(HSP_VALUE_X, count: count).reduce(0.0) { $0 + Double($1) * Double($1) }
        .squareRoot()
    }
    let first = try radius()
    var result: [Radius] = []
    var failure: LibraryError?
    var watched = run
    watched.progress = { step in
      if result.isEmpty { result.append((start ?? Int(step.t), first)) }
      // Behind the last step there is the picture, which has no timestep.
      guard step.t_next >= 0 else { return true }
      do throws(LibraryError) { result.append((Int(step.t_next), try radius())) } catch {
        failure = error
      }
      return failure == nil
    }
    do throws(LibraryError) { try studio.perform(title, watched, body) } catch {
      if let failure { throw failure }
      guard error.isCancelled, !Interruption.isRequested else { throw error }
      // The statistics have refused h.
      throw Failure("\(session.model.path): h is not finite (is this the right model?)")
    }
    return result
  }

  /// How often a linear boundary tells held-out pictures apart at each timestep.
  func accuracies(_ split: BoundarySplit) throws -> [Int: Double] {
    guard let statistics else { return [:] }
    var result: [Int: Double] = [:]
    for (entry, t) in try statistics.timesteps().enumerated() {
      result[Int(t)] = try Self.accuracy(statistics.matrices(entry).gram, split)
    }
    return result
  }

  /// The mean over both sets: a large one must not count for more.
  private static func accuracy(_ gram: [Double], _ split: BoundarySplit) throws -> Double {
    let total = split.isPositive.count
    let machine = try SupportVectorMachine(
      gram: split.fitted.flatMap { row in split.fitted.map { gram[row * total + $0] } },
      isPositive: split.fitted.map { split.isPositive[$0] })
    let shares = [true, false].map { set in
      let samples = split.heldOut.filter { split.isPositive[$0] == set }
      let right = samples.count { sample in
        let decision = machine.decision(split.fitted.map { gram[sample * total + $0] })
        return (decision > 0) == set
      }
      return Double(right) / Double(samples.count)
    }
    return (shares[0] + shares[1]) / 2
  }
}
