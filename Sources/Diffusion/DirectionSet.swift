import Container

/// Directions that fit together: of one model, one extent of h, one number of steps, one list of timesteps.
///
/// A global direction has its one dh at every timestep.
package struct DirectionSet {
  /// Why directions can't be combined.
  package enum Fault: Error {
    case tooMany(Int)
    /// Extents, steps or timesteps of a direction are not those of the ones before it.
    case otherExtents(Int)
    case otherSteps(Int)
    case otherTimesteps(Int)
    /// A direction is zero, or a combination of those before it.
    case dependent(Int)
    /// The directions to be projected out leave nothing.
    case nothingLeft
    /// A combination is beyond what a float holds.
    case notFinite
  }

  package static let maximum = 17
  private var directions: InlineArray<17, Direction?> = InlineArray(repeating: nil)
  package private(set) var count = 0
  /// The direction whose timesteps the set has: the first that is not global, or the first.
  package private(set) var model: Direction

  package init(_ first: Direction) {
    directions[0] = first
    count = 1
    model = first
  }

  /// Adds a direction that fits the ones before it.
  package mutating func append(_ direction: Direction) throws(Fault) {
    guard count < Self.maximum else { throw .tooMany(count + 1) }
    let (mine, other) = (model.shape, direction.shape)
    guard other.channels == mine.channels, other.height == mine.height, other.width == mine.width
    else { throw .otherExtents(count) }
    guard other.steps == mine.steps else { throw .otherSteps(count) }
    if !direction.isGlobal {
      if model.isGlobal {
        model = direction
      } else {
        guard direction.shape.entries == model.shape.entries,
          direction.timesteps.equals(model.timesteps)
        else { throw .otherTimesteps(count) }
      }
    }
    directions[count] = direction
    count += 1
  }

  package subscript(index: Int) -> Direction {
    guard let direction = directions[index] else { preconditionFailure() }
    return direction
  }

  /// Values of a direction at an entry of the set.
  private func values(_ index: Int, _ entry: Int) -> Bytes {
    self[index].values(self[index].isGlobal ? 0 : entry)
  }

  /// Inner product of two directions over all timesteps of the set.
  func product(_ first: Int, _ second: Int) -> Double {
    var sum = 0.0
    for entry in 0..<model.shape.entries {
      let (left, right) = (values(first, entry), values(second, entry))
      for index in 0..<model.shape.valueCount {
        sum += Double(left.float(index)) * Double(right.float(index))
      }
    }
    return sum
  }

  /// Fills the sum of all directions times their weights.
  package func combine(
    _ weights: InlineArray<17, Double>, into values: Slice<Float>
  ) throws(Fault) {
    let size = model.shape.valueCount
    precondition(values.count == model.shape.entries * size)
    for entry in 0..<model.shape.entries {
      for index in 0..<size {
        var sum = 0.0
        for direction in 0..<count {
          sum += weights[direction] * Double(self.values(direction, entry).float(index))
        }
        let value = Float(sum)
        guard value.isFinite else { throw .notFinite }
        values[entry * size + index] = value
      }
    }
  }
}

extension Direction {
  /// Timesteps of all entries, 32-bit integers.
  package var timesteps: Bytes { section.checked(DirectionShape.headerSize, shape.timestepsSize) }
}

extension Bytes {
  /// A float of checked values.
  func float(_ index: Int) -> Float { Float(bitPattern: load(index * 4, as: UInt32.self)) }
}
