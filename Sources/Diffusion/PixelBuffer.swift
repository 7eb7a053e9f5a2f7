import Container
import Program

/// A caller's 8-bit picture: gray, RGB or RGBA rows with a stride.
@safe
package struct PixelBuffer {
  package let width: Int
  package let height: Int
  package let channels: Int
  let stride: Int
  let base: UnsafeMutablePointer<UInt8>

  /// The caller promises `height` rows of `stride` bytes, the last one of `width * channels`.
  package init(
    base: UnsafeMutablePointer<UInt8>, width: Int, height: Int, channels: Int, stride: Int
  ) {
    unsafe self.base = base
    self.width = width
    self.height = height
    self.channels = channels
    self.stride = stride
  }

  subscript(row: Int, column: Int, channel: Int) -> UInt8 {
    get {
      precondition(row < height && column < width && channel < channels)
      // Inside the caller's rows.
      return unsafe base[row * stride + column * channels + channel]
    }
    nonmutating set {
      precondition(row < height && column < width && channel < channels)
      // Inside the caller's rows.
      unsafe base[row * stride + column * channels + channel] = newValue
    }
  }
}

extension Engine {
  /// Takes a picture as x_0: p / 127.5 - 1.
  package func setPicture(_ pixels: PixelBuffer) throws(RunFault) {
    try check(pixels)
    let channels = Int(picture.channels)
    for row in 0..<pixels.height {
      for column in 0..<pixels.width {
        for channel in 0..<channels {
          // Gray stands for all channels; alpha is ignored.
          let byte = pixels[row, column, pixels.channels < 3 ? 0 : channel]
          buffers.x[(row * pixels.width + column) * channels + channel] = Float(byte) / 127.5 - 1
        }
      }
    }
    state = RunState()
    state.phase = .picture
  }

  /// Writes x to a picture, clipped and rounded to nearest.
  package func getPicture(_ pixels: PixelBuffer) throws(RunFault) {
    try check(pixels)
    guard state.phase != .empty else { throw .nothingThere }
    for row in 0..<pixels.height {
      for column in 0..<pixels.width {
        for channel in 0..<pixels.channels {
          pixels[row, column, channel] = byte(row * pixels.width + column, channel, pixels.channels)
        }
      }
    }
  }

  /// One byte of a pixel of x.
  private func byte(_ pixel: Int, _ channel: Int, _ channels: Int) -> UInt8 {
    let own = Int(picture.channels)
    func value(_ channel: Int) -> Float {
      (buffers.x[pixel * own + min(channel, own - 1)] + 1) * 127.5
    }
    if channel == 3 { return 255 }
    // ITU-R BT.601 luma.
    let result =
      channels == 1 && own == 3
      ? 0.299 * value(0) + 0.587 * value(1) + 0.114 * value(2) : value(channel)
    return UInt8(max(0, min(255, result.rounded(.toNearestOrEven))))
  }

  private func check(_ pixels: PixelBuffer) throws(RunFault) {
    guard pixels.width == Int(picture.width) else {
      throw .size(expected: Int(picture.width), given: pixels.width)
    }
    guard pixels.height == Int(picture.height) else {
      throw .size(expected: Int(picture.height), given: pixels.height)
    }
    guard picture.channels == 1 || picture.channels == 3 else {
      throw .size(expected: 3, given: Int(picture.channels))
    }
  }
}
