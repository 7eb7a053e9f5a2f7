/// Some rows (outputs) of a tensor, in an order of their own.
struct TensorRows: Equatable {
  /// What tells them from the other rows of the tensor.
  let label: String
  let ranges: [Range<Int>]
  /// Rows of the whole tensor.
  let total: Int

  /// One of several equal parts, one behind the other.
  init(_ label: String, part: Int, of parts: Int, rows: Int) {
    self.init(label: label, ranges: [part * rows..<(part + 1) * rows], total: parts * rows)
  }

  init(label: String, ranges: [Range<Int>], total: Int) {
    (self.label, self.ranges, self.total) = (label, ranges, total)
  }

  /// Calls the body with the runs of rows of the tensor that rows `first ..< first + count` of the selection are.
  func forEachRun(
    _ first: Int, count: Int, _ body: (Range<Int>) throws(ConversionError) -> Void
  ) throws(ConversionError) {
    var skipped = first
    var left = count
    for range in ranges where left > 0 {
      if skipped >= range.count {
        skipped -= range.count
        continue
      }
      let start = range.lowerBound + skipped
      let taken = min(left, range.upperBound - start)
      try body(start..<start + taken)
      (skipped, left) = (0, left - taken)
    }
  }
}
