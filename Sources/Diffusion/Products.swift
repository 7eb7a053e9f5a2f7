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

/// Inner product of two vectors of the same length.
func dot(_ first: Slice<Double>, _ second: Slice<Double>) -> Double {
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
  for index in whole..<first.count { rest += first[index] * second[index] }
  return total(lanes) + rest
}

/// Adds a multiple of a vector to sums.
func addProduct(_ vector: Slice<Double>, _ factor: Double, to sums: Slice<Double>) {
  precondition(vector.count == sums.count)
  let whole = vector.count & ~7
  let factors = SIMD8<Double>(repeating: factor)
  var index = 0
  while index < whole {
    // Eight values from here are within both slices.
    let sum = unsafe eight(sums.pointer + index) + factors * eight(vector.pointer + index)
    unsafe UnsafeMutableRawPointer(sums.pointer + index)
      .storeBytes(of: sum, as: SIMD8<Double>.self)
    index += 8
  }
  for index in whole..<vector.count { sums[index] += factor * vector[index] }
}

/// Copies values as doubles.
func widen(_ values: Slice<Float>, to wide: Slice<Double>) {
  precondition(values.count == wide.count)
  for index in 0..<values.count { wide[index] = Double(values[index]) }
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
  unsafe UnsafeRawPointer(start).loadUnaligned(as: SIMD8<Double>.self)
}

@inline(__always)
private func total(_ lanes: SIMD8<Double>) -> Double {
  ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]))
}
