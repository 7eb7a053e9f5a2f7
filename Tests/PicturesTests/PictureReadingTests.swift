import Foundation
import Pictures
import Testing

@Suite struct PictureReadingTests {
  private func read(_ png: RawPNG) throws -> Picture {
    let scratch = try Scratch()
    return try Picture(png: try scratch.write(png.bytes, to: "a.png"))
  }

  @Test(arguments: [(1, 1), (1, 7), (7, 1), (3, 5), (64, 64), (65, 33)])
  func roundTrip(width: Int, height: Int) throws {
    let scratch = try Scratch()
    let picture = noisy(width: width, height: height)
    try picture.write(png: scratch.file("a.png"))
    #expect(try Picture(png: scratch.file("a.png")) == picture)
    #expect(scratch.contents == ["a.png"])
  }

  @Test func gray() throws {
    let picture = try read(
      RawPNG(width: 3, height: 2, depth: 8, .gray, rows: [[0, 128, 255], [7, 8, 9]]))
    #expect(picture.pixels == [0, 128, 255, 7, 8, 9].flatMap { [UInt8]([$0, $0, $0]) })
  }

  @Test func oneBitGray() throws {
    let picture = try read(RawPNG(width: 9, height: 1, depth: 1, .gray, rows: [[0xA5, 0x80]]))
    let bits: [UInt8] = [1, 0, 1, 0, 0, 1, 0, 1, 1]
    #expect(picture.pixels == bits.flatMap { [UInt8](repeating: $0 * 255, count: 3) })
  }

  @Test func palette() throws {
    let picture = try read(
      RawPNG(
        width: 4, height: 1, depth: 8, .palette, palette: [255, 0, 0, 0, 255, 0, 1, 2, 3],
        rows: [[2, 1, 0, 2]]))
    #expect(picture.pixels == [1, 2, 3, 0, 255, 0, 255, 0, 0, 1, 2, 3])
  }

  @Test func paletteWithTransparency() throws {
    let picture = try read(
      RawPNG(
        width: 2, height: 1, depth: 8, .palette, palette: [10, 20, 30, 40, 50, 60],
        transparency: [0, 255], rows: [[0, 1]]))
    #expect(picture.pixels == [255, 255, 255, 40, 50, 60])
  }

  @Test func alphaLiesOverWhite() throws {
    let picture = try read(
      RawPNG(
        width: 3, height: 1, depth: 8, .rgba,
        rows: [[9, 8, 7, 255, 100, 100, 100, 0, 0, 0, 0, 128]]))
    #expect(Array(picture.pixels[0..<6]) == [9, 8, 7, 255, 255, 255])
    // Half black over white: libpng blends in linear light, so it is lighter than 127.
    #expect((127...200).contains(picture.pixels[6]))
  }

  @Test func grayWithAlpha() throws {
    let picture = try read(
      RawPNG(width: 2, height: 1, depth: 8, .grayAlpha, rows: [[5, 255, 5, 0]]))
    #expect(picture.pixels == [5, 5, 5, 255, 255, 255])
  }

  @Test func sixteenBitsAreNotTakenForLinearLight() throws {
    let picture = try read(
      RawPNG(
        width: 2, height: 1, depth: 16, .rgb,
        rows: [[0x80, 0x80, 0, 0, 0xFF, 0xFF, 0x12, 0x12, 0x40, 0x40, 0xC0, 0xC0]]))
    #expect(picture.pixels == [0x80, 0, 0xFF, 0x12, 0x40, 0xC0])
  }
}
