import Container

/// Brings rows of a weight, one for each output, into the order and type of the file.
struct TensorPacker {
  /// A value that the type of the file has no number for, and its index in the rows.
  struct Overflow: Error {
    let index: Int
  }

  let element: ElementType
  let layout: TensorLayout
  let inputs: Int
  /// Kernel height x width.
  let taps: Int

  /// Outputs that are packed at a time.
  var rowsPerBlock: Int { layout == .packed ? TensorLayout.block : 1 }

  /// Replaces `bytes` by the packed rows; a packed block is filled with zero lanes.
  func pack(_ rows: [Float], into bytes: inout [UInt8]) throws(Overflow) {
    switch layout {
    case .plain:
      resize(&bytes, rows.count)
      for index in rows.indices { try store(rows, index, at: index, &bytes) }
    case .packed:
      let lanes = rows.count / (inputs * taps)
      resize(&bytes, inputs * taps * TensorLayout.block)
      for tap in 0..<taps {
        for input in 0..<inputs {
          let place = (tap * inputs + input) * TensorLayout.block
          for lane in 0..<lanes {
            let index = (lane * inputs + input) * taps + tap
            try store(rows, index, at: place + lane, &bytes)
          }
          for lane in lanes..<TensorLayout.block {
            for byte in 0..<element.size { bytes[(place + lane) * element.size + byte] = 0 }
          }
        }
      }
    }
  }

  private func resize(_ bytes: inout [UInt8], _ elements: Int) {
    let count = elements * element.size
    if bytes.count != count { bytes = [UInt8](repeating: 0, count: count) }
  }

  private func store(
    _ rows: [Float], _ index: Int, at place: Int, _ bytes: inout [UInt8]
  ) throws(Overflow) {
    if element == .float32 {
      let bits = rows[index].bitPattern
      bytes[4 * place] = UInt8(truncatingIfNeeded: bits)
      bytes[4 * place + 1] = UInt8(truncatingIfNeeded: bits >> 8)
      bytes[4 * place + 2] = UInt8(truncatingIfNeeded: bits >> 16)
      bytes[4 * place + 3] = UInt8(truncatingIfNeeded: bits >> 24)
    } else {
      // To nearest, ties to even.
      let half = Float16(rows[index])
      guard half.isFinite else { throw Overflow(index: index) }
      bytes[2 * place] = UInt8(truncatingIfNeeded: half.bitPattern)
      bytes[2 * place + 1] = UInt8(truncatingIfNeeded: half.bitPattern >> 8)
    }
  }
}
