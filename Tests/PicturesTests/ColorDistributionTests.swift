import Pictures
import Testing

@Suite struct ColorDistributionTests {
  private func distance(_ one: Picture, _ other: Picture) -> Double {
    ColorDistribution(of: one).distance(to: ColorDistribution(of: other))
  }

  private func plain(_ color: Color, width: Int = 3, height: Int = 5) -> Picture {
    Picture(width: width, height: height, fill: color)
  }

  /// L*, a* and b* of sRGB's corners, as tables give them.
  @Test(arguments: [
    (Color(255, 255, 255), 100, 0, 0), (Color(255, 0, 0), 53.24, 80.09, 67.20),
    (Color(0, 255, 0), 87.74, -86.18, 83.18), (Color(0, 0, 255), 32.30, 79.19, -107.86),
    (Color(128, 128, 128), 53.59, 0, 0), (Color(1, 1, 1), 0.27, 0, 0),
  ])
  func isOfCIELAB(_ color: Color, _ l: Double, _ a: Double, _ b: Double) {
    let fromBlack = distance(plain(color), plain(Color(0, 0, 0)))
    #expect(abs(fromBlack - (abs(l) + abs(a) + abs(b)) / 3) < 0.03)
  }

  @Test func isBlindToPlaces() {
    var (one, other) = (plain(.white, width: 7, height: 3), plain(.white, width: 7, height: 3))
    one[0, 0] = Color(9, 200, 30)
    other[6, 2] = Color(9, 200, 30)
    #expect(one != other)
    #expect(distance(one, other) == 0)
  }

  /// A quarter of the pixels moves from black to white: a quarter of L*'s 100, in one of three channels.
  @Test func isTheShareThatMoves() {
    var picture = plain(Color(0, 0, 0), width: 4, height: 1)
    picture[2, 0] = .white
    let moved = distance(picture, plain(Color(0, 0, 0), width: 4, height: 1))
    #expect(abs(moved - 25.0 / 3) < 0.01)
    #expect(abs(moved - distance(plain(Color(0, 0, 0), width: 4, height: 1), picture)) < 1e-9)
  }
}
