import Container

/// A direction in h-space, read in place from a checked `DIRN` section.
///
/// It has one dh for each of its timesteps, or one for all.
package struct Direction {
  package let shape: DirectionShape
  /// UTF-8, 1 to 1024 bytes.
  package let name: Bytes
  /// All of the section, for saving.
  package let section: Bytes
  /// Of a boundary: its plane is <w, v> + intercept = 0.
  package let intercept: Double

  /// The section was checked against shape.
  init(shape: DirectionShape, name: Bytes, section: Bytes, intercept: Double) {
    self.shape = shape
    self.name = name
    self.section = section
    self.intercept = intercept
  }

  /// Whether one dh serves all timesteps.
  package var isGlobal: Bool { timestep(0) == -1 }

  /// Returns the timestep of an entry, -1 if global; they fall from entry to entry.
  package func timestep(_ entry: Int) -> Int {
    precondition(entry >= 0 && entry < shape.entries)
    return Int(section.load(DirectionShape.headerSize + entry * 4, as: Int32.self))
  }

  /// Timesteps and values of all entries: what decides the direction's effect.
  package var content: Bytes {
    let start = DirectionShape.headerSize
    return section.checked(start, shape.valuesOffset + shape.valuesSize - start)
  }

  /// Returns the values of an entry, channel-first floats; aligned to 4 where the section is.
  package func values(_ entry: Int) -> Bytes {
    precondition(entry >= 0 && entry < shape.entries)
    let size = shape.valueCount * 4
    return section.checked(shape.valuesOffset + entry * size, size)
  }

  /// Returns the entry with the nearest timestep; the larger one of two equally near.
  package func nearestEntry(to t: Int) -> Int {
    var nearest = 0
    while nearest + 1 < shape.entries,
      (timestep(nearest + 1) - t).magnitude < (timestep(nearest) - t).magnitude
    {
      nearest += 1
    }
    return nearest
  }
}
