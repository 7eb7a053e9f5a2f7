import CHSpace
import HSpaceLibrary

/// The boundary of an attribute: planes in h and in x at t_0, by their normals.
struct Boundary {
  let path: String
  /// The normal in h.
  private(set) var h: Direction?
  /// The normal in x.
  private(set) var x: Direction?
  /// Where x was read, and in how many steps; nil: the file does not say.
  let timestep: Int?
  let steps: Int?

  /// Opens a file of the directions `h` and `x`, or files of any that fit h and x.
  init(paths: [String], _ session: Session) throws {
    path = paths.joined(separator: " and ")
    let extents = (h: try session.extents(of: "h"), x: try session.extents(of: "x"))
    for path in paths {
      var (inH, inX) = (try Self.open(path, "h"), try Self.open(path, "x"))
      if inH == nil, inX == nil {
        let first = try about(path) { () throws(LibraryError) in try Direction(path: path) }
        if try Self.extents(first) == extents.x { inX = first } else { inH = first }
      }
      guard inH == nil || h == nil, inX == nil || x == nil else {
        throw Failure.usage("\(path): there is a normal for the same space already (give one)")
      }
      if let inH { h = try Self.checked(inH, path, "h", extents.h, session) }
      if let inX { x = try Self.checked(inX, path, "x", extents.x, session) }
    }
    let facts = try x?.describe() ?? h?.describe()
    steps = facts.flatMap { $0.steps > 1 ? Int($0.steps) : nil }
    let time = try x?.entry(0).timestep ?? -1
    timestep = time > 0 ? Int(time) : nil
  }

  /// Refuses a run that reads h and x elsewhere than the boundary was found.
  func check(_ run: Run) throws(Failure) {
    guard let timestep else { return }
    guard run.t0 == timestep, (steps ?? run.steps) == run.steps else {
      throw .usage(
        "\(path): was found at t = \(timestep), in \(steps ?? run.steps) steps, not at \(run.t0) in "
          + "\(run.steps) (leave out --t0 and --steps)")
    }
  }

  /// The entry of the normal in h for a timestep: the nearest.
  func entry(at t: Int) throws(LibraryError) -> Int {
    guard let h else { return 0 }
    let times = try (0..<Int(h.describe().entries)).map { (index) throws(LibraryError) in
      try Int(h.entry(index).timestep)
    }
    return times.indices.min { abs(times[$0] - t) < abs(times[$1] - t) } ?? 0
  }

  /// The direction of that name, if there is one.
  private static func open(_ path: String, _ name: String) throws(Failure) -> Direction? {
    do throws(LibraryError) { return try Direction(path: path, name: name) } catch {
      // No direction of that name.
      if error.isUsage { return nil }
      throw Failure(path, error)
    }
  }

  private static func extents(_ direction: Direction) throws(LibraryError) -> Extents {
    let info = try direction.describe()
    return Extents(
      channels: Int(info.channels), height: Int(info.height), width: Int(info.width))
  }

  /// The direction, if it fits the session.
  private static func checked(
    _ direction: Direction, _ path: String, _ space: String, _ expected: Extents,
    _ session: Session
  ) throws -> Direction {
    guard try direction.belongs(to: session.model) else {
      throw Failure("\(path): the boundary belongs to another model (give that one with --model)")
    }
    let own = try extents(direction)
    guard own == expected else {
      throw Failure(
        "\(path): the normal is of \(own), and \(space) of \(expected) (see --model and --size)")
    }
    return direction
  }
}
