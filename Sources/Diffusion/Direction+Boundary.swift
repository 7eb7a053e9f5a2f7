import Container

/// A direction as the normal of a boundary: the plane <w, v> = 0, or <w, v> + intercept = 0.
///
/// Zhu et al., "Boundary Guided Learning-Free Semantic Control with Diffusion Models", section 3.
extension Direction {
  /// Returns the signed distance of a channel-first point from the plane of an entry.
  package func distance(
    _ entry: Int, of point: Slice<Float>, withIntercept: Bool
  ) throws(DiffusionError) -> Double {
    let length = try length(entry)
    let normal = values(entry)
    var sum = withIntercept ? intercept : 0
    for index in 0..<point.count {
      sum += component(normal, index) * Double(point[index])
    }
    let distance = sum / length
    guard distance.isFinite else { throw DiffusionError(.notFinite, value: distance) }
    return distance
  }

  /// Moves a point along the normal to a signed distance: v' = v + (d - distance of v) w / |w|.
  ///
  /// A point that cannot be moved stays as it is.
  package func place(
    _ point: Slice<Float>, at distance: Double, _ entry: Int, withIntercept: Bool
  ) throws(DiffusionError) {
    guard distance.isFinite else { throw DiffusionError(.distance, value: distance) }
    let length = try length(entry)
    let way = try distance - self.distance(entry, of: point, withIntercept: withIntercept)
    let factor = way / length
    let normal = values(entry)
    func moved(_ index: Int) -> Float {
      Float(Double(point[index]) + factor * component(normal, index))
    }
    for index in 0..<point.count where !moved(index).isFinite {
      throw DiffusionError(.distance, value: distance)
    }
    for index in 0..<point.count { point[index] = moved(index) }
  }

  /// The norm of an entry's values.
  private func length(_ entry: Int) throws(DiffusionError) -> Double {
    let normal = values(entry)
    var square = 0.0
    for index in 0..<shape.valueCount {
      let value = component(normal, index)
      square += value * value
    }
    guard square > 0 else { throw DiffusionError(.normal, value: 0) }
    return square.squareRoot()
  }

  private func component(_ values: Bytes, _ index: Int) -> Double {
    Double(Float(bitPattern: values.load(index * 4, as: UInt32.self)))
  }
}
