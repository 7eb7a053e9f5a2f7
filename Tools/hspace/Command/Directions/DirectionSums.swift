/// Sums of dh over pictures, at each step in the order of the runs.
struct DirectionSums: CollectedSums {
  private(set) var times: [Int] = []
  private var sums: [[Double]] = []
  private var step = 0

  var isWhole: Bool { sums.count == times.count }

  /// Whether they are empty, or of so many values at these times.
  func fits(_ times: [Int], _ values: Int) -> Bool {
    self.times.isEmpty || (self.times == times && sums.allSatisfy { $0.count == values })
  }

  mutating func beginPicture() { step = 0 }

  mutating func add(_ dh: [Float], at timestep: Int32) {
    if step == sums.count {
      times.append(Int(timestep))
      sums.append([Double](repeating: 0, count: dh.count))
    }
    for index in dh.indices { sums[step][index] += Double(dh[index]) }
    step += 1
  }

  /// Means over so many pictures, all steps one behind the other.
  func mean(_ count: Int) -> [Float] {
    sums.flatMap { $0.map { Float($0 / Double(count)) } }
  }

  /// The mean over pictures and steps.
  func overall(_ count: Int) -> [Float] {
    let share = Double(count) * Double(sums.count)
    return (sums.first ?? []).indices.map { index in
      Float(sums.reduce(0) { $0 + $1[index] } / share)
    }
  }
}
