import CPNG
import Foundation

extension Picture {
  /// Reads a PNG of any kind; transparent parts are laid over white.
  package init(png path: String) throws(PictureError) {
    let file = try unsafe Self.open(path)
    // The stream is open until here, and nothing keeps it longer.
    defer { unsafe fclose(file) }
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    // Frees what libpng holds; does nothing when it holds nothing.
    defer { unsafe png_image_free(&image) }

    guard unsafe png_image_begin_read_from_stdio(&image, file) != 0 else {
      let words = unsafe Self.message(of: image)
      throw PictureError(path, words == "Not a PNG file" ? .notPNG : .damaged(words))
    }
    let (width, height) = unsafe (Int(image.width), Int(image.height))
    try Self.check(width: width, height: height, file: path)
    unsafe image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    // Without this libpng takes 16-bit pictures without a gamma for linear light.
    unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)

    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    var white = png_color(red: 255, green: 255, blue: 255)
    let read = unsafe pixels.withUnsafeMutableBytes { buffer in
      // libpng writes height rows of width * 3 bytes, which is the buffer's size.
      unsafe png_image_finish_read(&image, &white, buffer.baseAddress, png_int_32(width * 3), nil)
    }
    guard read != 0 else { throw unsafe PictureError(path, .damaged(Self.message(of: image))) }
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  private static func open(_ path: String) throws(PictureError) -> UnsafeMutablePointer<FILE> {
    // The stream goes to the caller, who closes it.
    guard let file = unsafe fopen(path, "rb") else {
      throw PictureError(path, .system(action: "read", reason: lastSystemError()))
    }
    var status = stat()
    if unsafe fstat(fileno(file), &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      unsafe fclose(file)
      throw PictureError(path, .system(action: "read", reason: "Is a directory"))
    }
    return unsafe file
  }

  /// libpng's last words about an image.
  static func message(of image: png_image) -> String {
    unsafe withUnsafeBytes(of: image.message) { bytes in
      // The array ends with a NUL, or is full.
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

/// What the system says about the last failed call.
func lastSystemError() -> String {
  // strerror returns a string that is valid until the next call on this thread.
  unsafe String(cString: strerror(errno))
}
