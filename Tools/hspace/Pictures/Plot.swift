import Foundation

/// Curves over a common horizontal axis, with labelled ticks and a legend.
package struct Plot {
  package struct Curve {
    package var label: String
    package var points: [(x: Double, y: Double)]

    package init(_ label: String, _ points: [(x: Double, y: Double)]) {
      self.label = label
      self.points = points
    }
  }

  /// A vertical line with a label.
  package struct Mark {
    package var label: String
    package var x: Double

    package init(_ label: String, x: Double) {
      self.label = label
      self.x = x
    }
  }

  package var title: String
  /// What the horizontal axis counts.
  package var axis: String
  package var curves: [Curve]
  package var marks: [Mark]

  package init(title: String, axis: String, curves: [Curve], marks: [Mark] = []) {
    self.title = title
    self.axis = axis
    self.curves = curves
    self.marks = marks
  }

  /// Colors of the curves, which also differ in brightness.
  static let colors = [
    Color(31, 99, 180), Color(214, 102, 20), Color(44, 140, 60), Color(150, 60, 150),
  ]

  /// Draws the plot; points that are not finite are left out.
  package func rendered() -> Picture {
    let points = curves.flatMap(\.points).filter { $0.x.isFinite && $0.y.isFinite }
    let frame = Frame(
      x: PlotScale(points.map(\.x) + marks.map(\.x), ticks: 10),
      y: PlotScale([0] + points.map(\.y), ticks: 6))
    var picture = Picture(width: Frame.width, height: Frame.height)
    frame.drawGrid(on: &picture)
    for mark in marks { frame.draw(mark, on: &picture) }
    for (index, curve) in curves.enumerated() {
      frame.draw(curve, Self.colors[index % Self.colors.count], on: &picture)
    }
    frame.drawWords(title, axis, curves.map(\.label), on: &picture)
    return picture
  }
}
