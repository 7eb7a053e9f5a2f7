import CHSpace

/// Standard normal values of a seed.
func normal(_ count: Int, seed: UInt64, step: UInt32 = 0) -> [Float] {
  var values = [Float](repeating: 0, count: count)
  unsafe hsp_noise(seed, step, &values, count)
  return values
}

/// A smooth picture in -1..1.
func smooth(_ channels: Int, _ height: Int, _ width: Int) -> [Float] {
  (0..<channels * height * width).map { index in
    let (row, column) = (index / width % height, index % width)
    let phase = Float(index / (width * height))
    return (Float(row) * 0.2 + phase).truncatingRemainder(dividingBy: 1) - 0.5
      + Float(column) / Float(width) * 0.4
  }
}

/// Whether two arrays have the same bits.
func sameBits(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern }
}

/// The largest difference.
func distance(_ a: [Float], _ b: [Float]) -> Float {
  zip(a, b).reduce(a.count == b.count ? 0 : .infinity) { max($0, abs($1.0 - $1.1)) }
}

extension TestSession {
  /// Takes a smooth picture of the session's size.
  func setSmoothPicture() throws {
    let (channels, height, width) = try extents("x")
    try setValues(smooth(channels, height, width))
  }
}
