extension Picture {
  /// The part of a picture at a column and row, which must lie inside.
  package func cropped(x: Int, y: Int, width: Int, height: Int) -> Picture {
    precondition(x >= 0 && y >= 0 && x + width <= self.width && y + height <= self.height)
    var result = Picture(width: width, height: height)
    for row in 0..<height {
      let from = 3 * ((y + row) * self.width + x)
      let to = 3 * row * width
      result.pixels.replaceSubrange(to..<to + 3 * width, with: pixels[from..<from + 3 * width])
    }
    return result
  }

  /// Resizes so that each new pixel is the mean of the area that it covers.
  package func resized(width: Int, height: Int) -> Picture {
    if width == self.width && height == self.height { return self }
    let rows = Coverage.table(from: self.height, to: height)
    let columns = Coverage.table(from: self.width, to: width)
    var result = Picture(width: width, height: height)
    var line = [Float](repeating: 0, count: 3 * self.width)
    for (y, row) in rows.enumerated() {
      sum(row, into: &line)
      for (x, column) in columns.enumerated() {
        for channel in 0..<3 {
          var total: Float = 0
          for (offset, weight) in column.weights.enumerated() {
            total += weight * line[3 * (column.first + offset) + channel]
          }
          result.pixels[3 * (y * width + x) + channel] = UInt8(min(max(total, 0), 255).rounded())
        }
      }
    }
    return result
  }

  /// Enlarges every pixel to a square.
  package func enlarged(by factor: Int) -> Picture {
    precondition(factor > 0)
    if factor == 1 { return self }
    var result = Picture(width: width * factor, height: height * factor)
    for y in 0..<result.height {
      for x in 0..<result.width { result[x, y] = self[x / factor, y / factor] }
    }
    return result
  }

  private func sum(_ row: Coverage, into line: inout [Float]) {
    for index in line.indices { line[index] = 0 }
    for (offset, weight) in row.weights.enumerated() {
      let start = (row.first + offset) * 3 * width
      for index in line.indices { line[index] += weight * Float(pixels[start + index]) }
    }
  }
}

/// The old pixels that a new one covers along one axis, and how much of it each fills.
private struct Coverage {
  var first: Int
  var weights: [Float]

  static func table(from old: Int, to new: Int) -> [Coverage] {
    (0..<new).map { index in
      // In units of 1/new of an old pixel, so that every border is exact.
      let (start, end) = (index * old, (index + 1) * old)
      let pixels = start / new...(end - 1) / new
      return Coverage(
        first: pixels.lowerBound,
        weights: pixels.map { pixel in
          Float(min(end, (pixel + 1) * new) - max(start, pixel * new)) / Float(old)
        })
    }
  }
}
