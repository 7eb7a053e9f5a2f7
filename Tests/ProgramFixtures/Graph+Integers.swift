extension Graph {
  /// The same graph with 8-bit weights in every convolution.
  ///
  /// Its weights are what the integers stand for.
  package var quantised: Graph {
    var copy = self
    for node in nodes where node.kind == 1 { copy.tensors[node.tensors[0]].quantise() }
    return copy
  }
}

extension Graph.Weights {
  /// Rounds to multiples of a scale of each output.
  fileprivate mutating func quantise() {
    guard scales.isEmpty else { return }
    isHalf = false
    let count = values.count / extents[0]
    for output in 0..<extents[0] {
      let range = output * count..<(output + 1) * count
      let largest = values[range].reduce(0) { max($0, $1.magnitude) }
      let scale = largest > 0 ? largest / 127 : 1
      scales.append(scale)
      for index in range { values[index] = (values[index] / scale).rounded() * scale }
    }
  }

  /// The bytes of an int8 tensor: scales, sums of magnitudes, integers in blocks of 16 outputs x 4 inputs.
  var integerPayload: [UInt8] {
    let (outputs, inputs, taps) = (extents[0], extents[1], extents[2] * extents[3])
    let lanes = (outputs + 15) / 16 * 16
    let count = inputs * taps
    let integers = values.indices.map { Int((values[$0] / scales[$0 / count]).rounded()) }
    var result = ByteWriter()
    for lane in 0..<lanes { result.append((lane < outputs ? scales[lane] : 1).bitPattern) }
    for lane in 0..<lanes {
      let own = lane < outputs ? integers[lane * count..<(lane + 1) * count] : []
      result.append(UInt32(own.reduce(0) { $0 + $1.magnitude }))
    }
    for block in stride(from: 0, to: lanes, by: 16) {
      for tap in 0..<taps {
        for input in stride(from: 0, to: inputs, by: 4) {
          for output in block..<block + 16 {
            for channel in input..<input + 4 {
              let exists = output < outputs && channel < inputs
              let value = exists ? integers[(output * inputs + channel) * taps + tap] : 0
              result.append([UInt8(bitPattern: Int8(value))])
            }
          }
        }
      }
    }
    return result.bytes
  }
}
