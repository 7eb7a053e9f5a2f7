/// What a layer of a network makes of a picture: channel-first values.
package struct FeatureMap: Equatable {
  package let extents: Extents
  package var values: [Float]

  package init(_ extents: Extents, _ values: [Float]) {
    precondition(values.count == extents.count)
    self.extents = extents
    self.values = values
  }

  private var pixels: Int { extents.height * extents.width }

  /// ReLU.
  package var rectified: FeatureMap { FeatureMap(extents, values.map { max(0, $0) }) }

  /// The largest value of each square of this side, at every second pixel; what no whole square covers is left out.
  package func pooled(_ side: Int) -> FeatureMap {
    let size = Extents(
      channels: extents.channels, height: (extents.height - side) / 2 + 1,
      width: (extents.width - side) / 2 + 1)
    var result: [Float] = []
    result.reserveCapacity(size.count)
    for channel in 0..<size.channels {
      for y in 0..<size.height {
        for x in 0..<size.width {
          let corner = (channel * extents.height + 2 * y) * extents.width + 2 * x
          var largest = values[corner]
          for row in 0..<side {
            for column in 0..<side {
              largest = max(largest, values[corner + row * extents.width + column])
            }
          }
          result.append(largest)
        }
      }
    }
    return FeatureMap(size, result)
  }

  /// Every pixel's values divided by their norm.
  package var normalised: FeatureMap {
    var squares = [Float](repeating: 0, count: pixels)
    for index in values.indices { squares[index % pixels] += values[index] * values[index] }
    let factors = squares.map { 1 / ($0.squareRoot() + 1e-10) }
    return FeatureMap(extents, values.indices.map { values[$0] * factors[$0 % pixels] })
  }

  /// Each channel's mean squared difference from another map of the same extents.
  package func differences(from other: FeatureMap) -> [Float] {
    precondition(extents == other.extents)
    return (0..<extents.channels).map { channel in
      let sum = (channel * pixels..<(channel + 1) * pixels).reduce(0.0) { sum, index in
        let difference = Double(values[index]) - Double(other.values[index])
        return sum + difference * difference
      }
      return Float(sum / Double(pixels))
    }
  }
}
