import CHSpace
import HSpaceLibrary

/// The boundary of an attribute: planes in h and in x at t_0, by their normals.
struct Boundary {
  let path: String
  /// The normal in h.
  let h: Direction?
  /// The normal in x.
  let x: Direction?
  /// Where x was read, and in how many steps; nil: the file does not say.
  let timestep: Int?
  let steps: Int?

  /// Opens a file of the directions `h` and `x`, or of any one that fits h or x.
  init(path: String, _ session: Session) throws {
    self.path = path
    let extents = (h: try session.extents(of: "h"), x: try session.extents(of: "x"))
    var found: (h: Direction?, x: Direction?) = (
      try Self.open(path, "h", extents.h, session), try Self.open(path, "x", extents.x, session)
    )
    if found.h == nil, found.x == nil {
      let first = try about(path) { () throws(LibraryError) in try Direction(path: path) }
      if try Self.extents(first) == extents.x {
        found.x = try Self.checked(first, path, "x", extents.x, session)
      } else {
        found.h = try Self.checked(first, path, "h", extents.h, session)
      }
    }
    (h, x) = found
    let facts = try x?.describe() ?? h?.describe()
    steps = facts.flatMap { $0.steps > 1 ? Int($0.steps) : nil }
    let time = try x?.entry(0).timestep ?? -1
    timestep = time > 0 ? Int(time) : nil
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
  private static func open(
    _ path: String, _ name: String, _ expected: Extents, _ session: Session
  ) throws -> Direction? {
    let direction: Direction
    do throws(LibraryError) { direction = try Direction(path: path, name: name) } catch {
      // No direction of that name.
      if error.isUsage { return nil }
      throw Failure(path, error)
    }
    return try checked(direction, path, name, expected, session)
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
