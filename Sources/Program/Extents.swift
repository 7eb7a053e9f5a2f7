/// Shape of a value: height x width x channels.
package struct Extents: BitwiseCopyable, Equatable {
  package var height: Int32
  package var width: Int32
  package var channels: Int32

  /// Of nothing.
  package init() {
    height = 0
    width = 0
    channels = 0
  }

  package init(height: Int, width: Int, channels: Int) {
    self.height = Int32(height)
    self.width = Int32(width)
    self.channels = Int32(channels)
  }

  /// Pixels of one channel.
  ///
  /// Checked when shapes are inferred.
  package var pixels: Int { Int(height) * Int(width) }
  /// Number of values.
  ///
  /// Checked when shapes are inferred.
  package var count: Int { pixels * Int(channels) }
}
