extension Picture {
  /// Copies another picture to a column and row; what lies outside is left away.
  package mutating func draw(_ other: Picture, x: Int, y: Int) {
    let rows = max(0, -y)..<max(max(0, -y), min(other.height, height - y))
    let columns = max(0, -x)..<max(max(0, -x), min(other.width, width - x))
    for row in rows {
      let to = 3 * ((y + row) * width + x + columns.lowerBound)
      let from = 3 * (row * other.width + columns.lowerBound)
      let count = 3 * columns.count
      pixels.replaceSubrange(to..<to + count, with: other.pixels[from..<from + count])
    }
  }

  /// Writes a line of text with its top left corner at a column and row.
  package mutating func draw(
    _ text: String, x: Int, y: Int, scale: Int = 1, color: Color = .ink
  ) {
    for (index, character) in text.enumerated() {
      let left = x + index * Font.advance * scale
      for (row, bits) in Font.rows(of: character).enumerated() {
        for column in 0..<Font.width where bits >> (Font.width - 1 - column) & 1 == 1 {
          fill(x: left + column * scale, y: y + row * scale, side: scale, color)
        }
      }
    }
  }

  private mutating func fill(x: Int, y: Int, side: Int, _ color: Color) {
    for row in y..<y + side where row >= 0 && row < height {
      for column in x..<x + side where column >= 0 && column < width { self[column, row] = color }
    }
  }
}
