/// Sums over pictures of the radius of x_t, in the order of their runs.
struct MixingSums: CollectedSums {
  private(set) var times: [Int] = []
  private(set) var radii: [Double] = []

  var isWhole: Bool { radii.count == times.count }

  /// Adds a picture: |x_t| at each time.
  mutating func add(_ picture: [(t: Int, radius: Double)]) throws(Failure) {
    if times.isEmpty {
      times = picture.map(\.t)
      radii = picture.map(\.radius)
    } else {
      guard picture.map(\.t) == times else {
        throw Failure("the interrupted work has other timesteps (begin again without --resume)")
      }
      for index in picture.indices { radii[index] += picture[index].radius }
    }
  }

  /// Rows of the result, t rising: means over so many pictures, of x with so many values.
  func rows(pictures: Int, size: Int, accuracies: [Int: Double]) -> [MixingRow] {
    times.indices.map { index in
      let radius = radii[index] / Double(pictures)
      return MixingRow(
        t: times[index], radius: radius, ratio: radius / Double(size).squareRoot(),
        accuracy: accuracies[times[index]])
    }.sorted { $0.t < $1.t }
  }
}

/// What pictures are like at one timestep.
struct MixingRow {
  let t: Int
  /// Mean of |x_t|.
  let radius: Double
  /// The radius over that of standard normal noise.
  let ratio: Double
  /// How often a boundary in h tells the two sets apart, in pictures that were held out.
  let accuracy: Double?
}
