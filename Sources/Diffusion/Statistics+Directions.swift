import Container

extension Statistics {
  /// Fills the mean of an entry's values.
  package func fillMean(_ entry: Int, _ mean: Slice<Double>) throws(StatisticsFault) {
    guard count >= 1 else { throw .tooFew(needed: 1, given: count) }
    guard entry >= 0, entry < record.entries else { throw .noSuchTimestep(entry) }
    guard mean.count == record.valueCount else {
      throw .count(expected: record.valueCount, given: mean.count)
    }
    let start = entry * record.valueCount
    for index in 0..<mean.count { mean[index] = sums[start + index] / Double(count) }
  }

  /// Fills the values of a sample at an entry.
  package func fillSample(
    _ sample: Int, _ entry: Int, _ values: Slice<Float>
  ) throws(StatisticsFault) {
    guard record.kind == .rows else { throw .notKept }
    guard sample >= 0, sample < count else { throw .tooFew(needed: sample + 1, given: count) }
    guard entry >= 0, entry < record.entries else { throw .noSuchTimestep(entry) }
    guard values.count == record.valueCount else {
      throw .count(expected: record.valueCount, given: values.count)
    }
    let row = row(sample, entry)
    for index in 0..<values.count { values[index] = row[index] }
  }

  /// Fills this mean minus that of other statistics, for all entries.
  package func fillDifference(
    _ other: Statistics, _ values: Slice<Float>
  ) throws(StatisticsFault) {
    try checkComparable(to: other)
    let fewer = min(count, other.count)
    guard fewer >= 1 else { throw .tooFew(needed: 1, given: fewer) }
    precondition(values.count == record.sampleCount)
    for index in 0..<values.count {
      values[index] = Float(
        sums[index] / Double(count) - other.sums[index] / Double(other.count))
    }
  }

  /// Fills sums of the centred basis vectors times coefficients, `basisCount` for each entry.
  package func fillCombination(
    _ coefficients: Slice<Double>, _ values: Slice<Float>
  ) throws(StatisticsFault) {
    guard record.kind != .mean else { throw .notKept }
    guard count >= 1 else { throw .tooFew(needed: 1, given: count) }
    guard coefficients.count == record.entries * basisCount else {
      throw .count(expected: record.entries * basisCount, given: coefficients.count)
    }
    for index in 0..<coefficients.count where !coefficients[index].isFinite {
      throw .notFinite(index: index)
    }
    precondition(values.count == record.sampleCount)
    for entry in 0..<record.entries {
      let part = values.part(entry * record.valueCount, record.valueCount)
      let own = coefficients.part(entry * basisCount, basisCount)
      if record.kind == .rows {
        combineRows(entry, own, part)
      } else {
        combineColumns(entry, own, part)
      }
    }
  }

  private func combineRows(_ entry: Int, _ coefficients: Slice<Double>, _ values: Slice<Float>) {
    var total = 0.0
    for sample in 0..<count { total += coefficients[sample] }
    let start = entry * record.valueCount
    for index in 0..<values.count {
      var sum = -total * (sums[start + index] / Double(count))
      for sample in 0..<count {
        sum += coefficients[sample] * Double(rows[sample * record.sampleCount + start + index])
      }
      values[index] = Float(sum)
    }
  }

  private func combineColumns(
    _ entry: Int, _ coefficients: Slice<Double>, _ values: Slice<Float>
  ) {
    let part = entry / partEntries
    // Where the entry begins in a column.
    let start = (entry % partEntries) * record.valueCount
    projectSums(part)
    for index in 0..<values.count {
      let sum = sums[entry * record.valueCount + index]
      var combination = 0.0
      for rank in 0..<record.rank {
        let value = sketch[(part * record.rank + rank) * columnSize + start + index]
        combination += coefficients[rank] * (value - columns[rank] * sum)
      }
      values[index] = Float(combination)
    }
  }
}
