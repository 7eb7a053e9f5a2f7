/// A picture that could not be read or written: the file and the reason.
package struct PictureError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    /// A system call failed: what was tried, and the system's words.
    case system(action: String, reason: String)
    case notPNG
    /// The header is right, but the picture is not; libpng's words.
    case damaged(String)
    case tooLarge(width: Int, height: Int)
    /// libpng could not encode the picture; libpng's words.
    case notEncoded(String)
  }

  package let file: String
  package let reason: Reason

  package init(_ file: String, _ reason: Reason) {
    self.file = file
    self.reason = reason
  }

  package var description: String {
    switch reason {
    case .system(let action, let reason): "\(file): cannot \(action): \(reason)"
    case .notPNG: "\(file): not a PNG picture (convert it to PNG first)"
    case .damaged(let words): "\(file): the PNG is truncated or damaged (libpng: \(words))"
    case .tooLarge(let width, let height):
      "\(file): \(width)x\(height) pixels is too large (at most "
        + "\(Picture.largestSide) a side and \(Picture.mostPixels >> 20) megapixels)"
    case .notEncoded(let words): "\(file): the picture cannot be encoded (libpng: \(words))"
    }
  }
}
