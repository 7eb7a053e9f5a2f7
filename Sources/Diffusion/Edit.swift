import Container

/// A direction with its strength.
package struct Edit {
  package let direction: Direction
  /// Identity of the model that the direction belongs to.
  package let identity: InlineArray<32, UInt8>
  package let strength: Float

  package init(_ direction: Direction, identity: InlineArray<32, UInt8>, strength: Float) {
    self.direction = direction
    self.identity = identity
    self.strength = strength
  }

  /// Whether the direction was made for a model.
  func belongs(to model: Bytes) -> Bool {
    for index in identity.indices where identity[index] != model.load(index, as: UInt8.self) {
      return false
    }
    return true
  }
}

/// The edits of one run, checked against model and plan.
package struct Edits {
  package static let maximum = 16
  private var entries: InlineArray<16, Edit?> = InlineArray(repeating: nil)
  package private(set) var count = 0

  package init() {}

  /// Adds an edit; more than 16 are refused.
  package mutating func append(_ edit: Edit) throws(RunFault) {
    guard count < Edits.maximum else { throw .tooManyEdits(count + 1) }
    guard edit.strength.isFinite else { throw .strength(edit: count) }
    entries[count] = edit
    count += 1
  }

  package subscript(index: Int) -> Edit {
    guard let edit = entries[index] else { preconditionFailure() }
    return edit
  }

  /// Checks that every direction belongs to the model, has h's extents and agrees with the others.
  func check(
    _ options: RunOptions, identity: Bytes, channels: Int, height: Int, width: Int
  ) throws(RunFault) {
    var entries = 0
    for index in 0..<count {
      let direction = self[index].direction
      let shape = direction.shape
      guard self[index].belongs(to: identity) else { throw .otherModel(edit: index) }
      guard shape.channels == channels, shape.height == height, shape.width == width else {
        throw .otherExtents(edit: index)
      }
      // Rescaling may take a finite strength beyond what a float holds.
      guard coefficient(index, options).isFinite else { throw .strength(edit: index) }
      if direction.isGlobal { continue }
      guard entries == 0 || entries == shape.entries else { throw .differentEntries(edit: index) }
      entries = shape.entries
    }
  }

  /// The coefficient of an edit's dh: rescaled to this run's steps, balanced among several.
  func coefficient(_ index: Int, _ options: RunOptions) -> Float {
    var coefficient = Double(self[index].strength)
    let trained = self[index].direction.shape.steps
    if options.flags & RunOptions.noRescale == 0, trained > 0 {
      coefficient *= Double(trained) / Double(options.steps)
    }
    if options.flags & RunOptions.noBalance == 0, count > 1 {
      coefficient /= Double(count).squareRoot()
    }
    return Float(coefficient)
  }

  /// Checksum of everything that decides the edits' effect.
  func checksum(_ options: RunOptions) -> UInt32 {
    var sum = Checksum()
    for index in 0..<count {
      sum.update(self[index].direction.content)
      var bits = coefficient(index, options).bitPattern.littleEndian
      // The four bytes outlive the closure.
      unsafe withUnsafeBytes(of: &bits) { bytes in
        if let base = bytes.baseAddress { unsafe sum.update(Bytes(base: base, count: 4)) }
      }
    }
    return sum.value
  }
}
