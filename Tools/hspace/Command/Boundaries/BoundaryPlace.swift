import CHSpace
import HSpaceLibrary
import Pictures

/// Where a picture is at t_0: x there, and h of the evaluation just before.
struct BoundaryPlace {
  let x: [Float]
  let h: [Float]

  /// Reads both from a session that has just come to t_0.
  init(_ session: Session) throws(LibraryError) {
    x = try session.read(HSP_VALUE_X, count: session.extents(of: "x").count)
    h = try session.read(HSP_VALUE_H, count: session.extents(of: "h").count)
  }

  /// Inverts a picture to t_0.
  init(_ picture: Picture, _ studio: Studio, _ run: Run, _ title: String) throws {
    try studio.take(picture)
    try studio.perform(title, run) { run throws(LibraryError) in try studio.session.invert(run) }
    try self.init(studio.session)
  }

  /// Comes down to t_0 from the noise of a seed, without noise of the steps.
  init(seed: UInt64, _ studio: Studio, _ descent: BoundaryDescent, _ title: String) throws {
    var run = descent.run
    var isThere = false
    run.progress = { step in
      isThere = Int(step.t_next) == descent.end
      return !isThere
    }
    try studio.session.set(noise: seed)
    do throws(LibraryError) {
      try studio.perform(title, run) { run throws(LibraryError) in
        try studio.session.edit([], run)
      }
    } catch {
      if !isThere || Interruption.isRequested { throw error }
    }
    try self.init(studio.session)
  }

  /// The edit that places both at a distance of a boundary; what it has no normal of stays.
  func edit(
    _ boundary: Boundary, _ entry: Int, at distance: Double, _ options: BoundaryOptions
  ) throws(LibraryError) -> BoundaryEdit {
    let withIntercept = options.withIntercept
    return BoundaryEdit(
      x: try boundary.x?.placed(x, at: distance, withIntercept: withIntercept) ?? x,
      h: try boundary.h?.placed(h, at: distance, entry: entry, withIntercept: withIntercept) ?? h,
      asPublished: options.asPublished)
  }

  /// Where the picture is by itself, for people.
  func distances(
    _ boundary: Boundary, _ entry: Int, _ options: BoundaryOptions
  ) throws(LibraryError) -> String {
    let withIntercept = options.withIntercept
    let inH = try boundary.h?.distance(of: h, entry: entry, withIntercept: withIntercept)
    let inX = try boundary.x?.distance(of: x, withIntercept: withIntercept)
    return [(inH, "h"), (inX, "x")].compactMap { distance, space in
      distance.map { "\(Terminal.rounded($0)) in \(space)" }
    }.joined(separator: ", ")
  }
}

/// The way from noise down to the timestep where a boundary is.
struct BoundaryDescent {
  let run: Run
  /// The last timestep: t_0, or the nearest one above that the steps visit.
  let end: Int
  /// The timestep of the evaluation before.
  let before: Int

  init(to t0: Int, steps: Int, _ session: Session) throws {
    var run = Run()
    run.convention = .boundary
    run.steps = steps
    let times: [Int32]
    do throws(LibraryError) {
      times = try run.convention.timesteps(
        steps, T: Int(session.model.info.timesteps)
      ).times
    } catch {
      throw Failure.usage("--seed-steps \(steps): \(error)")
    }
    guard let index = times.firstIndex(where: { $0 >= t0 }), index + 1 < times.count, index > 0
    else {
      throw Failure.usage(
        "--t0 \(t0): with --seed it must be above 0 and below the first step's "
          + "\(times.last ?? 0) (see --seed-steps)")
    }
    self.run = run
    (end, before) = (Int(times[index]), Int(times[index + 1]))
  }
}
