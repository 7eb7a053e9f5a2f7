/// An 8-bit RGB picture in memory, three bytes a pixel, rows from the top.
package struct Picture: Equatable, Sendable {
  /// Pictures with a longer side than this are refused.
  package static let largestSide = 16384
  /// Pictures with more pixels than this are refused.
  package static let mostPixels = 64 << 20

  package let width: Int
  package let height: Int
  /// `width * height * 3` bytes.
  package internal(set) var pixels: [UInt8]

  /// Makes a picture of one color.
  package init(width: Int, height: Int, fill: Color = .white) {
    precondition(width > 0 && height > 0)
    self.width = width
    self.height = height
    pixels = [UInt8](repeating: fill.red, count: width * height * 3)
    guard fill.red != fill.green || fill.red != fill.blue else { return }
    for index in 0..<width * height {
      pixels[3 * index + 1] = fill.green
      pixels[3 * index + 2] = fill.blue
    }
  }

  /// Takes pixels that are there already; nil unless they are `width * height * 3` bytes.
  package init?(width: Int, height: Int, pixels: [UInt8]) {
    guard width > 0, height > 0, pixels.count == width * height * 3 else { return nil }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// The color at a column and row inside the picture.
  package subscript(x: Int, y: Int) -> Color {
    get {
      let index = offset(x, y)
      return Color(pixels[index], pixels[index + 1], pixels[index + 2])
    }
    set {
      let index = offset(x, y)
      pixels[index] = newValue.red
      pixels[index + 1] = newValue.green
      pixels[index + 2] = newValue.blue
    }
  }

  /// Throws unless a picture of this size may be held.
  package static func check(width: Int, height: Int, file: String) throws(PictureError) {
    guard width <= largestSide, height <= largestSide, width * height <= mostPixels else {
      throw PictureError(file, .tooLarge(width: width, height: height))
    }
  }

  /// Values from -1 to 1, channels first, as networks take them.
  package var values: [Float] {
    let count = width * height
    return (0..<3 * count).map { Float(pixels[$0 % count * 3 + $0 / count]) / 127.5 - 1 }
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(x >= 0 && x < width && y >= 0 && y < height)
    return 3 * (y * width + x)
  }
}
