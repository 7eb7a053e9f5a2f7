import Container
import Program

extension Slice where Element == Float {
  /// Fills channel-first values from channels-last ones.
  func fillChannelFirst(from source: Slice<Float>, _ extents: Extents) {
    let channels = Int(extents.channels)
    precondition(count >= extents.count && source.count >= extents.count)
    for channel in 0..<channels {
      for pixel in 0..<extents.pixels {
        self[channel * extents.pixels + pixel] = source[pixel * channels + channel]
      }
    }
  }

  /// Fills channels-last values from channel-first ones.
  func fillChannelLast(from source: Slice<Float>, _ extents: Extents) {
    let channels = Int(extents.channels)
    precondition(count >= extents.count && source.count >= extents.count)
    for pixel in 0..<extents.pixels {
      for channel in 0..<channels {
        self[pixel * channels + channel] = source[channel * extents.pixels + pixel]
      }
    }
  }

  /// Index of the first value that is infinite or not a number.
  var firstNotFinite: Int? {
    for index in 0..<count where !self[index].isFinite { return index }
    return nil
  }
}
