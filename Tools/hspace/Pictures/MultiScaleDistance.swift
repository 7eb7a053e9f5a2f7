/// How far pictures are from one of them, to the eye: fine and coarse structure count the same.
///
/// Both are split into bands, each the difference of a scale to the next one of half the size, down to 8 pixels, whose
/// colors are the last band. The distance is the mean over bands of |a - b| / (|a| + |b|): 0 for equal pictures, about
/// 0.7 where nothing is shared, at most 1.
package struct MultiScaleDistance {
  /// Pictures are not halved below this side.
  private static let smallestSide = 8
  private let shape: Shape
  private let bands: [[Float]]

  /// Measures from channel-first values of this size.
  package init(from reference: [Float], channels: Int, height: Int, width: Int) {
    shape = Shape(channels: channels, height: height, width: width)
    precondition(reference.count == shape.count)
    bands = Self.bands(reference, shape)
  }

  /// The distance to values of the same size.
  package func distance(to values: [Float]) -> Double {
    precondition(values.count == shape.count)
    let ratios = zip(bands, Self.bands(values, shape)).map { one, other in
      let sum = Self.norm(one) + Self.norm(other)
      return sum > 0 ? Self.norm(zip(one, other).map { $0 - $1 }) / sum : 0
    }
    return ratios.reduce(0, +) / Double(ratios.count)
  }

  fileprivate struct Shape {
    var channels, height, width: Int
    var count: Int { channels * height * width }
    /// Half as large; a last odd row or column stays by itself.
    var half: Shape {
      Shape(channels: channels, height: (height + 1) / 2, width: (width + 1) / 2)
    }
  }

  private static func bands(_ values: [Float], _ shape: Shape) -> [[Float]] {
    var (level, size) = (values, shape)
    var bands: [[Float]] = []
    while min(size.height, size.width) > smallestSide {
      let coarse = halved(level, size)
      var band = level
      for index in band.indices { band[index] -= coarse[size.coarse(index)] }
      bands.append(band)
      (level, size) = (coarse, size.half)
    }
    return bands + [level]
  }

  /// Means of 2 x 2 values.
  private static func halved(_ values: [Float], _ size: Shape) -> [Float] {
    var sums = [Float](repeating: 0, count: size.half.count)
    var counts = sums
    for index in values.indices {
      sums[size.coarse(index)] += values[index]
      counts[size.coarse(index)] += 1
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  private static func norm(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }
}

extension MultiScaleDistance.Shape {
  /// Index of the value of half the size that a value belongs to.
  fileprivate func coarse(_ index: Int) -> Int {
    let (row, column) = (index / width, index % width)
    let (channel, y) = (row / height, row % height)
    return (channel * half.height + y / 2) * half.width + column / 2
  }
}
