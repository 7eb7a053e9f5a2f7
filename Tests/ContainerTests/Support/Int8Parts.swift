import Container

/// The payload of a packed int8 tensor in parts, each free to lie.
struct Int8Parts {
  let extents: [Int]
  var scales: [Float]
  var magnitudes: [Int32]
  /// `[block][height][width][input group][16 outputs][4 inputs]`.
  var values: [Int8]

  /// A valid payload with values of all kinds.
  init(outputs: Int, inputs: Int, height: Int = 1, width: Int = 1) {
    extents = [outputs, inputs, height, width]
    let lanes = (outputs + 15) / 16 * 16
    scales = (0..<lanes).map { $0 < outputs ? Float($0 + 1) / 8 : 1 }
    magnitudes = [Int32](repeating: 0, count: lanes)
    values = [Int8](repeating: 0, count: lanes * height * width * ((inputs + 3) / 4 * 4))
    for output in 0..<outputs {
      for tap in 0..<height * width {
        for input in 0..<inputs {
          let value = Int8((output * 31 + tap * 17 + input * 101) % 255 - 127)
          values[place(output, tap, input)] = value
          magnitudes[output] += Int32(value.magnitude)
        }
      }
    }
  }

  /// Where a weight lies among the values; also beyond the last output and input.
  func place(_ output: Int, _ tap: Int, _ input: Int) -> Int {
    let groups = (extents[1] + 3) / 4
    let row = (output / 16 * extents[2] * extents[3] + tap) * groups + input / 4
    return row * 64 + output % 16 * 4 + input % 4
  }

  var payload: [UInt8] {
    var bytes: [UInt8] = []
    for scale in scales { bytes.append(scale.bitPattern) }
    for magnitude in magnitudes { bytes.append(UInt32(bitPattern: magnitude)) }
    return bytes + values.map { UInt8(bitPattern: $0) }
  }
}
