import Container

// The sketch is Y = sum of x (x' Omega), Omega standard normal noise (Tropp, Yurtsever, Udell and
// Cevher, 2017: fixed-rank approximation of a positive-semidefinite matrix from streaming data).
extension Statistics {
  /// Entries that a part of the sketch holds: all of them, or one.
  var partEntries: Int { record.isJoint ? record.entries : 1 }
  /// Parts of the sketch or of the rows: each is a statistic of its own.
  package var parts: Int { record.entries / partEntries }
  /// Values of a column.
  var columnSize: Int { partEntries * record.valueCount }

  /// A column of a part of the sketch.
  func column(_ part: Int, _ index: Int) -> Slice<Double> {
    sketch.part((part * record.rank + index) * columnSize, columnSize)
  }

  /// A column of the test matrix, which all parts share.
  func testColumn(_ index: Int) -> Slice<Double> { test.part(index * columnSize, columnSize) }

  /// Fills the test matrix with noise; the sample in work lends its room.
  func fillTest() {
    for index in 0..<record.rank {
      let noise = pending.part(0, columnSize)
      Noise.fill(seed: record.seed, step: UInt32(index), into: noise)
      widen(noise, to: testColumn(index))
    }
  }

  func addToSketch() {
    for part in 0..<parts {
      widen(pending.part(part * columnSize, columnSize), to: wide)
      for index in 0..<record.rank {
        addProduct(wide, dot(wide, testColumn(index)), to: column(part, index))
      }
    }
  }

  /// Sets `columns` to what centring takes from each column, over the sums: s' Omega / N.
  func projectSums(_ part: Int) {
    let sum = sums.part(part * columnSize, columnSize)
    for index in 0..<record.rank {
      columns[index] = dot(sum, testColumn(index)) / Double(count)
    }
  }
}
