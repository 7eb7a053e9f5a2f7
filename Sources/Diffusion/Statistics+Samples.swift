import Container

extension Statistics {
  /// Begins a sample; one that was begun and not added is dropped.
  package mutating func begin(_ id: UInt64) throws(StatisticsFault) {
    current = nil
    guard !hasSeen(id) else { throw .alreadySeen }
    guard count < capacity else { throw .full(capacity: capacity) }
    seen.fill(0)
    current = id
  }

  /// Takes the sample's values at a timestep, channel-first, in place of any before.
  package func put(t: Int, _ values: Slice<Float>) throws(StatisticsFault) {
    guard current != nil else { throw .noSample }
    guard let entry = entry(of: t) else { throw .noSuchTimestep(t) }
    guard values.count == record.valueCount else {
      throw .count(expected: record.valueCount, given: values.count)
    }
    if let index = values.firstNotFinite { throw .notFinite(index: index) }
    let start = entry * record.valueCount
    for index in 0..<values.count { pending[start + index] = values[index] }
    seen[entry] = 1
  }

  /// Adds the sample that was begun, with its values at all timesteps.
  package mutating func commit() throws(StatisticsFault) {
    guard let id = current else { throw .noSample }
    for entry in 0..<record.entries where seen[entry] == 0 {
      throw .missing(timestep: timestep(entry))
    }
    for index in 0..<record.sampleCount { sums[index] += Double(pending[index]) }
    switch record.kind {
    case .mean: break
    case .rows:
      let row = rows.part(count * record.sampleCount, record.sampleCount)
      for index in 0..<row.count { row[index] = pending[index] }
    case .sketch: addToSketch()
    }
    remember(id)
    current = nil
  }

  /// Whether the statistics have seen a sample.
  package func hasSeen(_ id: UInt64) -> Bool {
    let place = place(of: id)
    return place < count && order[place] == id
  }

  /// Index in `order` of the first id that is not below this one.
  private func place(of id: UInt64) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if order[middle] < id { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Enters an id that is not there yet.
  mutating func remember(_ id: UInt64) {
    let place = place(of: id)
    var index = count
    while index > place {
      order[index] = order[index - 1]
      index -= 1
    }
    order[place] = id
    ids[count] = id
    count += 1
  }
}
