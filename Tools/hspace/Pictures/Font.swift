/// A built-in font of 5 x 8 dots for the printable ASCII characters.
package enum Font {
  package static let width = 5
  /// Capital letters use the upper seven; the last is for descenders.
  package static let height = 8
  /// From the left edge of a character to the next one's.
  package static let advance = 6

  /// Dots of a character, row by row, the leftmost in bit 4; others than ASCII look like `?`.
  package static func rows(of character: Character) -> ArraySlice<UInt8> {
    let known = character.asciiValue.flatMap { (32..<127).contains($0) ? Int($0) : nil }
    let index = (known ?? 63) - 32
    return glyphs[index * height..<(index + 1) * height]
  }

  /// Width of a text in pixels, without the space behind it.
  package static func width(of text: String, scale: Int = 1) -> Int {
    text.isEmpty ? 0 : (text.count * advance - (advance - width)) * scale
  }

  /// The text, or as much of it as fits with two dots behind it.
  package static func shortened(_ text: String, width: Int, scale: Int = 1) -> String {
    if self.width(of: text, scale: scale) <= width { return text }
    let fits = max(0, (width / scale + advance - self.width) / advance)
    return fits > 2 ? text.prefix(fits - 2) + ".." : String(text.prefix(fits))
  }
}
