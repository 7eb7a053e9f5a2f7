/// An opaque sRGB color.
package struct Color: Equatable, Sendable {
  package var red, green, blue: UInt8

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  package static let white = Color(255, 255, 255)
  package static let ink = Color(40, 40, 48)
}
