/// The pixels of a picture, row after row, from one on.
///
/// One division finds the first: one for each pixel would take as long as many products.
struct PixelWalk {
  private var column: Int
  private var offset: Int
  private let width: Int
  private let pixelStride: Int
  private let rowStep: Int

  @inline(__always)
  init(_ first: Int, width: Int, pixelStride: Int, rowStride: Int) {
    let row = first / width
    column = first &- row &* width
    offset = row &* rowStride &+ column &* pixelStride
    self.width = width
    self.pixelStride = pixelStride
    rowStep = rowStride &- (width &- 1) &* pixelStride
  }

  /// The offset of a pixel; moves on to the next.
  @inline(__always)
  mutating func next() -> Int {
    let result = offset
    column &+= 1
    if column == width {
      column = 0
      offset &+= rowStep
    } else {
      offset &+= pixelStride
    }
    return result
  }
}
