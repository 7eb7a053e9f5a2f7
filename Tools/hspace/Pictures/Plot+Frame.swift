extension Plot {
  /// Where everything on a plot is, and how it is drawn.
  struct Frame {
    static let width = 800
    static let height = 480
    /// Of the text.
    private static let scale = 2
    private static let (left, right, top, bottom) = (80, 24, 56, 60)
    private static let grid = Color(226, 226, 232)
    private static let markColor = Color(150, 150, 160)

    let x: PlotScale
    let y: PlotScale

    private func column(_ value: Double) -> Int {
      Self.left + Int((x.place(value) * Double(Self.width - Self.left - Self.right)).rounded())
    }

    private func row(_ value: Double) -> Int {
      let height = Double(Self.height - Self.top - Self.bottom)
      return Self.height - Self.bottom - Int((y.place(value) * height).rounded())
    }

    /// Lines and numbers of the ticks, and the axes.
    func drawGrid(on picture: inout Picture) {
      for tick in x.ticks {
        let at = column(tick)
        picture.line((at, row(y.low)), (at, row(y.high)), Self.grid)
        let text = x.label(tick)
        picture.draw(
          text, x: at - Font.width(of: text, scale: Self.scale) / 2, y: row(y.low) + 8,
          scale: Self.scale)
      }
      for tick in y.ticks {
        let at = row(tick)
        picture.line((column(x.low), at), (column(x.high), at), Self.grid)
        let text = y.label(tick)
        picture.draw(
          text, x: Self.left - 8 - Font.width(of: text, scale: Self.scale),
          y: at - Font.height * Self.scale / 2, scale: Self.scale)
      }
      picture.line((Self.left, row(y.low)), (column(x.high), row(y.low)), .ink)
      picture.line((Self.left, row(y.low)), (Self.left, row(y.high)), .ink)
    }

    func draw(_ mark: Mark, on picture: inout Picture) {
      let at = column(mark.x)
      picture.line((at, row(y.low)), (at, row(y.high)), Self.markColor, width: 2)
      let width = Font.width(of: mark.label, scale: Self.scale)
      let fits = at + 6 + width <= Self.width
      picture.draw(
        mark.label, x: fits ? at + 6 : at - 6 - width, y: row(y.high) + 4, scale: Self.scale)
    }

    func draw(_ curve: Curve, _ color: Color, on picture: inout Picture) {
      var last: (Int, Int)?
      for point in curve.points {
        guard point.x.isFinite, point.y.isFinite else {
          last = nil
          continue
        }
        let place = (column(point.x), row(point.y))
        picture.line(last ?? place, place, color, width: 3)
        last = place
      }
    }

    /// Title and legend above, the axis's name below.
    func drawWords(
      _ title: String, _ axis: String, _ labels: [String], on picture: inout Picture
    ) {
      picture.draw(title, x: Self.left, y: 8, scale: Self.scale)
      var start = Self.left
      for (index, label) in labels.enumerated() {
        let color = Plot.colors[index % Plot.colors.count]
        picture.line((start, 40), (start + 28, 40), color, width: 4)
        picture.draw(label, x: start + 36, y: 32, scale: Self.scale)
        start += 36 + Font.width(of: label, scale: Self.scale) + 28
      }
      let width = Font.width(of: axis, scale: Self.scale)
      picture.draw(
        axis, x: (Self.left + Self.width - Self.right - width) / 2,
        y: Self.height - 8 - Font.height * Self.scale, scale: Self.scale)
    }
  }
}

extension Picture {
  /// Draws a straight line as squares of a width; what lies outside is left away.
  mutating func line(_ from: (Int, Int), _ to: (Int, Int), _ color: Color, width: Int = 1) {
    let steps = max(1, max(abs(to.0 - from.0), abs(to.1 - from.1)))
    for step in 0...steps {
      let x = from.0 + (to.0 - from.0) * step / steps - width / 2
      let y = from.1 + (to.1 - from.1) * step / steps - width / 2
      for row in y..<y + width where row >= 0 && row < height {
        for column in x..<x + width where column >= 0 && column < self.width {
          self[column, row] = color
        }
      }
    }
  }
}
