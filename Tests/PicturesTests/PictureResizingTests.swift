import Foundation
import Pictures
import Testing

@Suite struct PictureResizingTests {
  static let sizes = [(1, 1), (2, 3), (7, 5), (64, 64), (63, 65), (100, 1)]

  @Test(arguments: sizes, sizes)
  func constantsStayConstant(from: (Int, Int), to: (Int, Int)) {
    let color = Color(3, 127, 254)
    let picture = Picture(width: from.0, height: from.1, fill: color)
    let resized = picture.resized(width: to.0, height: to.1)
    #expect(resized == Picture(width: to.0, height: to.1, fill: color))
  }

  @Test(arguments: [(8, 4), (9, 3), (10, 7), (5, 8), (64, 1)])
  func rampIsTheMeanOfTheAreaCovered(from: Int, to: Int) {
    var picture = Picture(width: from, height: 1)
    for x in 0..<from { picture[x, 0] = Color(UInt8(x * 3), UInt8(255 - x * 3), 0) }
    let resized = picture.resized(width: to, height: 1)
    for x in 0..<to {
      // The naive mean: many samples of the interval.
      let samples = 4000
      let mean =
        (0..<samples).map { sample -> Double in
          let position = (Double(x) + (Double(sample) + 0.5) / Double(samples)) / Double(to)
          return Double(picture[Int(position * Double(from)), 0].red)
        }.reduce(0, +) / Double(samples)
      #expect(abs(Double(resized[x, 0].red) - mean) < 0.51)
    }
  }

  @Test func rowsAndColumnsAreAlike() {
    let picture = noisy(width: 13, height: 9)
    var turned = Picture(width: 9, height: 13)
    for y in 0..<9 { for x in 0..<13 { turned[y, x] = picture[x, y] } }
    let (one, two) = (picture.resized(width: 5, height: 4), turned.resized(width: 4, height: 5))
    for y in 0..<4 {
      for x in 0..<5 {
        // Rounding of the two orders of summation may differ.
        #expect(abs(Int(one[x, y].green) - Int(two[y, x].green)) <= 1)
      }
    }
  }

  @Test func halvingAveragesSquares() {
    var picture = Picture(width: 2, height: 2)
    picture.draw(Picture(width: 1, height: 1, fill: Color(10, 0, 0)), x: 0, y: 0)
    picture.draw(Picture(width: 1, height: 1, fill: Color(20, 0, 4)), x: 1, y: 0)
    picture.draw(Picture(width: 1, height: 1, fill: Color(30, 0, 8)), x: 0, y: 1)
    picture.draw(Picture(width: 1, height: 1, fill: Color(40, 0, 12)), x: 1, y: 1)
    #expect(picture.resized(width: 1, height: 1)[0, 0] == Color(25, 0, 6))
  }

  @Test func enlargementRepeatsPixels() {
    let picture = noisy(width: 3, height: 2)
    let large = picture.enlarged(by: 3)
    #expect(large.width == 9 && large.height == 6)
    for y in 0..<6 { for x in 0..<9 { #expect(large[x, y] == picture[x / 3, y / 3]) } }
    #expect(picture.enlarged(by: 1) == picture)
  }

  @Test func crop() {
    let picture = noisy(width: 8, height: 6)
    let part = picture.cropped(x: 3, y: 2, width: 4, height: 3)
    for y in 0..<3 { for x in 0..<4 { #expect(part[x, y] == picture[x + 3, y + 2]) } }
  }

  @Test func fittingTheRightSizeChangesNothing() {
    let picture = noisy(width: 8, height: 6)
    let (fitted, note) = picture.fitted(width: 8, height: 6)
    #expect(fitted == picture && note == nil)
  }

  @Test func fittingTakesTheCentre() {
    let picture = noisy(width: 20, height: 10)
    let (fitted, note) = picture.fitted(width: 10, height: 10)
    #expect(fitted == picture.cropped(x: 5, y: 0, width: 10, height: 10))
    #expect(note == "20x10 picture cropped to 10x10")
    let (resized, both) = picture.fitted(width: 5, height: 5)
    #expect(resized == fitted.resized(width: 5, height: 5))
    #expect(both == "20x10 picture cropped to 10x10 and resized to 5x5")
  }

  @Test(arguments: [(1, 1), (1, 16384), (16384, 1), (3, 2)])
  func fittingAnything(width: Int, height: Int) {
    let picture = Picture(width: width, height: height, fill: Color(1, 2, 3))
    let (fitted, note) = picture.fitted(width: 64, height: 64)
    #expect(fitted == Picture(width: 64, height: 64, fill: Color(1, 2, 3)))
    #expect(note != nil)
  }

  @Test func psnr() {
    let picture = noisy(width: 4, height: 4)
    #expect(picture.psnr(to: picture) == .infinity)
    #expect(picture.psnr(to: noisy(width: 4, height: 5)) == nil)
    let (black, gray) = (Color(0, 0, 0), Color(51, 51, 51))
    let decibels = Picture(width: 2, height: 2, fill: black).psnr(
      to: Picture(width: 2, height: 2, fill: gray))
    #expect(abs((decibels ?? 0) - 20 * log10(5)) < 1e-9)
  }
}
