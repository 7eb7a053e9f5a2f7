import Container

extension Statistics {
  /// Fills the matrices whose eigenvectors are principal components: B' B, and the metric M.
  ///
  /// The columns of B are the centred samples, and M is one; or they are the sketch's centred columns, and
  /// M is Omega' B. Where B' B w = l M w, B w is an eigenvector of the samples' scatter matrix, l its
  /// eigenvalue. Row by row; with rows, the statistic of one timestep.
  package func fillMatrices(
    _ part: Int, gram: Slice<Double>, metric: Slice<Double>
  ) throws(StatisticsFault) {
    let size = basisCount
    guard record.kind != .mean else { throw .notKept }
    guard count >= 1 else { throw .tooFew(needed: 1, given: count) }
    guard part >= 0, part < parts else { throw .noSuchTimestep(part) }
    guard gram.count == size * size, metric.count == size * size else {
      throw .count(expected: size * size, given: gram.count)
    }
    if record.kind == .rows {
      fillProducts(part, gram)
      for row in 0..<size {
        for column in 0..<size { metric[row * size + column] = row == column ? 1 : 0 }
      }
    } else {
      fillSketchProducts(part, gram, metric)
    }
  }

  /// Values of a sample at the timestep of an entry.
  func row(_ sample: Int, _ entry: Int) -> Slice<Float> {
    rows.part(sample * record.sampleCount + entry * record.valueCount, record.valueCount)
  }

  /// Inner products of samples, then centred on both sides.
  private func fillProducts(_ entry: Int, _ gram: Slice<Double>) {
    let size = count
    for first in 0..<size {
      for second in first..<size {
        let product = dot(row(first, entry), row(second, entry))
        gram[first * size + second] = product
        gram[second * size + first] = product
      }
    }
    for _ in 0..<2 {
      // Rows, then by symmetry columns.
      for first in 0..<size {
        var mean = 0.0
        for second in 0..<size { mean += gram[first * size + second] }
        mean /= Double(size)
        for second in 0..<size { gram[first * size + second] -= mean }
      }
      transpose(gram, size)
    }
  }

  private func transpose(_ matrix: Slice<Double>, _ size: Int) {
    for row in 0..<size {
      for column in 0..<row {
        let value = matrix[row * size + column]
        matrix[row * size + column] = matrix[column * size + row]
        matrix[column * size + row] = value
      }
    }
  }

  private func fillSketchProducts(
    _ part: Int, _ gram: Slice<Double>, _ metric: Slice<Double>
  ) {
    projectSums(part)
    let sum = sums.part(part * columnSize, columnSize)
    for second in 0..<record.rank {
      let (right, rightShare) = (column(part, second), columns[second])
      for first in 0..<record.rank {
        let omega = testColumn(first)
        let (left, leftShare) = (column(part, first), columns[first])
        var (product, projection) = (0.0, 0.0)
        for index in 0..<columnSize {
          let centred = right[index] - rightShare * sum[index]
          projection += omega[index] * centred
          if first <= second { product += (left[index] - leftShare * sum[index]) * centred }
        }
        metric[first * record.rank + second] = projection
        guard first <= second else { continue }
        gram[first * record.rank + second] = product
        gram[second * record.rank + first] = product
      }
    }
  }
}
