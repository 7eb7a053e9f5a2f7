extension TensorTable {
  /// Checks the scales and magnitudes of a tensor if it is int8: all that a kernel relies on.
  ///
  /// Not the values, so that opening a model stays quick.
  package func checkScales(_ index: Int) throws(ContainerError) {
    try checkScales(self[index], payload(index))
  }

  /// Checks those of a payload of the tensor, which may be a copy.
  func checkScales(_ tensor: Tensor, _ payload: Bytes) throws(ContainerError) {
    guard tensor.element.isInteger else { return }
    let extents = tensor.extents
    let weights = Int8Weights(payload: payload, extents, tensor.element)
    // A payload has 16 bytes for each of these factors' products: 64 bits hold eight times it.
    let limit =
      UInt64(Int8Weights.maximum(tensor.element))
      * UInt64(extents.inputs * extents.height * extents.width)
    for output in 0..<weights.scales.count {
      let isUsed = output < extents.outputs
      let scale = weights.scales[output]
      guard scale.isFinite, scale > 0, isUsed || scale == 1 else {
        throw ContainerError(
          .scale, offset: tensor.payload.origin + 4 * output, value: Int64(output),
          section: .weights)
      }
      let magnitude = weights.magnitudes[output]
      guard magnitude >= 0, UInt64(magnitude) <= (isUsed ? limit : 0) else {
        throw Self.magnitudeFault(tensor, output)
      }
    }
  }

  /// Checks the values of an int8 or int10 tensor: their sums are its magnitudes, padding is zero,
  /// and all are in range.
  func checkValues(_ tensor: Tensor) throws(ContainerError) {
    let weights = Int8Weights(tensor)
    let size = Int8Weights.blockSize(tensor.extents, tensor.element)
    for block in 0..<weights.scales.count / TensorLayout.block {
      let values = weights.values.checked(block * size, size)
      try checkPadding(values, tensor)
      let sums = Int8Sums(values, tensor.element)
      if !sums.isInRange { throw Self.rangeFault(values, tensor.element) }
      for lane in 0..<TensorLayout.block {
        let output = block * TensorLayout.block + lane
        guard sums.sums[lane] == weights.magnitudes[output] else {
          throw Self.magnitudeFault(tensor, output)
        }
      }
    }
  }

  /// Checks that the values beyond the last input are zero, in a block of outputs.
  private func checkPadding(_ block: Bytes, _ tensor: Tensor) throws(ContainerError) {
    let group = Int8Weights.inputBlock
    let inputs = tensor.extents.inputs
    let used = inputs % group
    guard used != 0 else { return }
    let row = TensorLayout.block * group
    let parts = Int8Weights.parts(tensor.element)
    for tap in 1...tensor.extents.height * tensor.extents.width {
      let end = tap * (inputs / group + 1) * parts
      for last in (end - parts)..<end {
        for lane in 0..<TensorLayout.block {
          let start = last * row + lane * group
          try block.checkZeros(start + used, upTo: start + group, section: .weights)
        }
      }
    }
  }

  private static func magnitudeFault(_ tensor: Tensor, _ output: Int) -> ContainerError {
    let start = Int8Weights.headerSize(tensor.extents) / 2
    return ContainerError(
      .magnitude, offset: tensor.payload.origin + start + 4 * output, value: Int64(output),
      section: .weights)
  }

  /// The error of the first part that is out of its range.
  private static func rangeFault(_ values: Bytes, _ element: ElementType) -> ContainerError {
    let row = 64 * Int8Weights.parts(element)
    var start = 0
    while start + row < values.count, Int8Sums(values.checked(start, row), element).isInRange {
      start += row
    }
    // The row, then the part in it: what is not a plain part must be a value that is out of range.
    var place = start
    while place < start + row - 1, !isOut(values.load(place, as: Int8.self), place - start >= 64) {
      place += 1
    }
    return ContainerError(
      .weightRange, offset: values.origin + place, value: Int64(values.load(place, as: Int8.self)),
      section: .weights)
  }

  private static func isOut(_ part: Int8, _ isLow: Bool) -> Bool {
    isLow ? part < -2 || part > 1 : part == Int8.min
  }
}
