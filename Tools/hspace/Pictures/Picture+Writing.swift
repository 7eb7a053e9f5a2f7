import CPNG

extension Picture {
  /// Writes the picture as PNG; the file is whole or, after an error, as it was before.
  package func write(png path: String) throws(PictureError) {
    try AtomicFile.write(try encoded(for: path), to: path)
  }

  /// The picture as the bytes of a PNG file; `file` is for messages.
  package func encoded(for file: String) throws(PictureError) -> [UInt8] {
    var image = unsafe png_image()
    unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    unsafe image.width = png_uint_32(width)
    unsafe image.height = png_uint_32(height)
    unsafe image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    defer { unsafe png_image_free(&image) }

    // A PNG of incompressible pixels is a little larger than they: filter bytes, block headers.
    var size = pixels.count + pixels.count / 64 + height + 4096
    var bytes = [UInt8](repeating: 0, count: size)
    let written = unsafe bytes.withUnsafeMutableBytes { memory in
      unsafe pixels.withUnsafeBytes { source in
        // libpng reads height rows of width * 3 bytes and writes at most size bytes.
        unsafe png_image_write_to_memory(
          &image, memory.baseAddress, &size, 0, source.baseAddress, png_int_32(width * 3), nil)
      }
    }
    guard written != 0 else {
      throw unsafe PictureError(file, .notEncoded(Self.message(of: image)))
    }
    bytes.removeLast(bytes.count - size)
    return bytes
  }
}
