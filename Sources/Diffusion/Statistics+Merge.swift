import Container

extension Statistics {
  /// Adds the samples of other statistics, as if they had been added one by one.
  package mutating func merge(_ other: Statistics) throws(StatisticsFault) {
    try checkComparable(to: other)
    guard record.seed == other.record.seed else { throw .different(.test) }
    guard record.kind == other.record.kind, record.rank == other.record.rank,
      record.isJoint == other.record.isJoint
    else { throw .different(.kind) }
    guard other.count <= capacity - count else { throw .full(capacity: capacity) }
    guard !overlaps(other) else { throw .overlap }
    for index in 0..<sums.count { sums[index] += other.sums[index] }
    for index in 0..<sketch.count { sketch[index] += other.sketch[index] }
    if record.kind == .rows {
      let added = other.count * record.sampleCount
      let target = rows.part(count * record.sampleCount, added)
      for index in 0..<added { target[index] = other.rows[index] }
    }
    mergeOrder(other)
    for sample in 0..<other.count { ids[count + sample] = other.ids[sample] }
    count += other.count
    current = nil
  }

  /// Checks that other statistics are of the same values of the same runs of the same model.
  package func checkComparable(to other: Statistics) throws(StatisticsFault) {
    for index in identity.indices where identity[index] != other.identity[index] {
      throw .different(.model)
    }
    let (mine, theirs) = (record, other.record)
    guard mine.value == theirs.value, mine.channels == theirs.channels,
      mine.height == theirs.height, mine.width == theirs.width
    else { throw .different(.extents) }
    guard mine.phase == theirs.phase, mine.convention == theirs.convention,
      mine.steps == theirs.steps, mine.t0 == theirs.t0, mine.eta == theirs.eta
    else { throw .different(.runs) }
    guard mine.entries == theirs.entries, timesteps.equals(other.timesteps) else {
      throw .different(.timesteps)
    }
  }

  /// Whether both have seen a sample: one walk along both orders.
  func overlaps(_ other: Statistics) -> Bool {
    var (mine, theirs) = (0, 0)
    while mine < count, theirs < other.count {
      let (first, second) = (order[mine], other.order[theirs])
      if first == second { return true }
      if first < second { mine += 1 } else { theirs += 1 }
    }
    return false
  }

  /// Merges the orders from their ends, so that nothing is overwritten before it has moved.
  private func mergeOrder(_ other: Statistics) {
    var (mine, theirs) = (count - 1, other.count - 1)
    var place = count + other.count - 1
    while theirs >= 0 {
      if mine >= 0, order[mine] > other.order[theirs] {
        order[place] = order[mine]
        mine -= 1
      } else {
        order[place] = other.order[theirs]
        theirs -= 1
      }
      place -= 1
    }
  }
}
