import CHSpace

/// An 8-bit picture with every field free to lie.
final class TestPicture {
  var width: UInt32
  var height: UInt32
  var channels: UInt32
  var stride: Int
  var pixels: [UInt8]
  var structSize = unsafe UInt32(MemoryLayout<hsp_picture>.size)

  /// Padding behind each row is 0xEE.
  init(_ width: UInt32, _ height: UInt32, channels: UInt32 = 3, padding: Int = 0) {
    self.width = width
    self.height = height
    self.channels = channels
    stride = Int(width * channels) + padding
    pixels = [UInt8](repeating: 0xEE, count: max(1, stride * Int(height)))
    for row in 0..<Int(height) {
      for column in 0..<Int(width * channels) {
        pixels[row * stride + column] = UInt8(truncatingIfNeeded: row * 37 + column * 11)
      }
    }
  }

  /// Lends the C struct for one call.
  func withPicture(_ body: (UnsafeMutablePointer<hsp_picture>) -> hsp_status) -> hsp_status {
    unsafe pixels.withUnsafeMutableBufferPointer { buffer in
      var picture = unsafe hsp_picture(
        struct_size: structSize, width: width, height: height, channels: channels, stride: stride,
        pixels: buffer.baseAddress!)
      return unsafe body(&picture)
    }
  }
}
