import Testing

@testable import Pictures

@Suite struct PlotTests {
  private func plot(_ points: [(x: Double, y: Double)], _ marks: [Plot.Mark] = []) -> Picture {
    Plot(title: "a title", axis: "t", curves: [.init("curve", points)], marks: marks).rendered()
  }

  /// Columns of the curve's color, below the legend, with the highest row of each.
  private func curve(_ picture: Picture) -> [Int: Int] {
    var highest: [Int: Int] = [:]
    for y in (56..<picture.height).reversed() {
      for x in 0..<picture.width where picture[x, y] == Plot.colors[0] { highest[x] = y }
    }
    return highest
  }

  @Test func aRisingLineRises() throws {
    let rows = curve(plot([(0, 0), (1000, 1)])).sorted { $0.key < $1.key }.map(\.value)
    #expect(rows.count > 600)
    #expect(zip(rows, rows.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(try #require(rows.first) - #require(rows.last) > 300)
  }

  @Test func whatIsNotFiniteLeavesAGap() {
    let whole = curve(plot([(0, 1), (50, 1), (100, 1)])).count
    let gap = curve(plot([(0, 1), (40, 1), (50, .nan), (60, 1), (100, 1)])).count
    #expect(gap < whole - 80 && gap > whole / 2)
  }

  @Test(arguments: [[], [(x: 3, y: 7)], [(x: .nan, y: .infinity)], [(x: 5, y: 0), (x: 5, y: 0)]])
  func draws(_ points: [(x: Double, y: Double)]) {
    #expect(plot(points, [.init("mark", x: 3)]).width == 800)
  }

  @Test(arguments: [
    ([0.0, 1000], 10, 100.0, 0.0, 1000.0), ([0, 0.73], 6, 0.2, 0, 0.8),
    ([-3, 4], 6, 2, -4, 4), ([0.97, 1.01], 6, 0.01, 0.97, 1.01),
  ])
  func scales(_ values: [Double], _ ticks: Int, _ step: Double, _ low: Double, _ high: Double) {
    let scale = PlotScale(values, ticks: ticks)
    #expect((scale.step - step).magnitude < 1e-9)
    #expect((scale.low - low).magnitude < 1e-9 && (scale.high - high).magnitude < 1e-9)
    #expect((scale.place(scale.low), scale.place(scale.high)) == (0, 1))
  }

  @Test func ticksHaveAsManyDecimalsAsTheyDifferIn() {
    #expect(PlotScale([0, 1000], ticks: 10).ticks.map { $0 } == (0...10).map { Double($0) * 100 })
    #expect(PlotScale([0, 0.8], ticks: 6).label(0.4) == "0.4")
    #expect(PlotScale([0, 30], ticks: 3).label(20) == "20")
    #expect(PlotScale([-0.01, 0.02], ticks: 3).label(-1e-18) == "0.00")
  }
}
