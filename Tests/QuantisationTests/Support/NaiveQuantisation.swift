import Container
import ProgramFixtures

/// What the format says an int8 or int10 tensor is, computed output by output.
struct NaiveQuantisation {
  var scales: [Float]
  var magnitudes: [Int32]
  var values: [Int8]
  /// ||w - q s|| / ||w||.
  let error: Double

  init(_ weights: Graph.Weights, _ element: ElementType) {
    let isWide = element == .int10
    let largest: Float = isWide ? 508 : 127
    let (outputs, inputs) = (weights.extents[0], weights.extents[1])
    let taps = weights.extents[2] * weights.extents[3]
    let lanes = (outputs + 15) / 16 * 16
    let groups = (inputs + 3) / 4
    scales = [Float](repeating: 1, count: lanes)
    magnitudes = [Int32](repeating: 0, count: lanes)
    let parts = isWide ? 2 : 1
    values = [Int8](repeating: 0, count: lanes * taps * groups * 4 * parts)
    var (loss, power) = (0.0, 0.0)
    for output in 0..<outputs {
      let row = weights.values[output * inputs * taps..<(output + 1) * inputs * taps]
      let scale = row.map(\.magnitude).max()! / largest
      if scale > 0 { scales[output] = scale }
      for (index, weight) in row.enumerated() {
        let (input, tap) = (index / taps, index % taps)
        let quotient = (weight / scales[output]).rounded(.toNearestOrEven)
        let value = Int(min(largest, max(-largest, quotient)))
        let place =
          ((output / 16 * taps + tap) * groups + input / 4) * 64 * parts
          + output % 16 * 4 + input % 4
        // The nearest multiple of 4, upwards from the middle.
        let high = isWide ? Int((Double(value + 2) / 4).rounded(.down)) : value
        values[place] = Int8(high)
        if isWide { values[place + 64] = Int8(value - 4 * high) }
        magnitudes[output] += Int32(value.magnitude)
        let lost = Double(weight) - Double(value) * Double(scales[output])
        loss += lost * lost
        power += Double(weight) * Double(weight)
      }
    }
    error = power > 0 ? (loss / power).squareRoot() : 0
  }

  var payload: [UInt8] {
    scales.flatMap { bytes($0.bitPattern) } + magnitudes.flatMap { bytes(UInt32(bitPattern: $0)) }
      + values.map { UInt8(bitPattern: $0) }
  }

  private func bytes(_ word: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
  }
}
