import Container

// Sums over long vectors in double precision, in eight lanes whose order is written out: the same bits
// on every processor.

/// Inner product of two vectors of the same length.
func dot(_ first: Slice<Float>, _ second: Slice<Float>) -> Double {
  precondition(first.count == second.count)
  var lanes = SIMD8<Double>(repeating: 0)
  let whole = first.count & ~7
  var index = 0
  while index < whole {
    // Eight values from here are within both slices.
    lanes += unsafe eight(first.pointer + index) * eight(second.pointer + index)
    index += 8
  }
  var rest = 0.0
  for index in whole..<first.count { rest += Double(first[index]) * Double(second[index]) }
  return total(lanes) + rest
}

/// Inner product of sums and values.
func dot(_ first: Slice<Double>, _ second: Slice<Float>) -> Double {
  precondition(first.count == second.count)
  var lanes = SIMD8<Double>(repeating: 0)
  let whole = first.count & ~7
  var index = 0
  while index < whole {
    // Eight values from here are within both slices.
    lanes += unsafe eight(first.pointer + index) * eight(second.pointer + index)
    index += 8
  }
  var rest = 0.0
  for index in whole..<first.count { rest += first[index] * Double(second[index]) }
  return total(lanes) + rest
}

/// Adds a multiple of a vector to sums.
func addProduct(_ vector: Slice<Float>, _ factor: Double, to sums: Slice<Double>) {
  precondition(vector.count == sums.count)
  for index in 0..<vector.count { sums[index] += factor * Double(vector[index]) }
}

/// The values at a place and the seven behind it.
@inline(__always)
private func eight(_ start: UnsafeMutablePointer<Float>) -> SIMD8<Double> {
  // The caller has checked that there are as many.
  unsafe SIMD8(
    Double(start[0]), Double(start[1]), Double(start[2]), Double(start[3]),
    Double(start[4]), Double(start[5]), Double(start[6]), Double(start[7]))
}

@inline(__always)
private func eight(_ start: UnsafeMutablePointer<Double>) -> SIMD8<Double> {
  // The caller has checked that there are as many.
  unsafe SIMD8(
    start[0], start[1], start[2], start[3], start[4], start[5], start[6], start[7])
}

@inline(__always)
private func total(_ lanes: SIMD8<Double>) -> Double {
  ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}
