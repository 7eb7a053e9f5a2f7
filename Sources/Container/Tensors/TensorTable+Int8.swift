extension TensorTable {
  /// Checks the scales and magnitudes of a tensor if it is int8: all that a kernel relies on.
  ///
  /// Not the values, so that opening a model stays quick.
  package func checkScales(_ index: Int) throws(ContainerError) {
    let tensor = self[index]
    guard tensor.element == .int8 else { return }
    let extents = tensor.extents
    let weights = Int8Weights(tensor)
    // A payload has 16 bytes for each of these factors' products: 64 bits hold eight times it.
    let limit =
      UInt64(Int8Weights.maximum) * UInt64(extents.inputs * extents.height * extents.width)
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

  /// Checks the values of an int8 tensor: their sums are its magnitudes, padding is zero, and none
  /// is -128.
  func checkValues(_ tensor: Tensor) throws(ContainerError) {
    let weights = Int8Weights(tensor)
    let size = Int8Weights.blockSize(tensor.extents)
    for block in 0..<weights.scales.count / TensorLayout.block {
      let values = weights.values.checked(block * size, size)
      try checkPadding(values, inputs: tensor.extents.inputs)
      let sums = Int8Sums(values)
      if sums.largest > Int8Weights.maximum { throw Self.rangeFault(values) }
      for lane in 0..<TensorLayout.block {
        let output = block * TensorLayout.block + lane
        guard sums.sums[lane] == weights.magnitudes[output] else {
          throw Self.magnitudeFault(tensor, output)
        }
      }
    }
  }

  /// Checks that the values beyond the last input are zero, in a block of outputs.
  private func checkPadding(_ block: Bytes, inputs: Int) throws(ContainerError) {
    let group = Int8Weights.inputBlock
    let used = inputs % group
    guard used != 0 else { return }
    let row = TensorLayout.block * group
    let taps = block.count / row / (inputs / group + 1)
    for tap in 1...taps {
      let last = tap * (inputs / group + 1) * row - row
      for lane in 0..<TensorLayout.block {
        let start = last + lane * group
        try block.checkZeros(start + used, upTo: start + group, section: .weights)
      }
    }
  }

  private static func magnitudeFault(_ tensor: Tensor, _ output: Int) -> ContainerError {
    let start = Int8Weights.headerSize(tensor.extents) / 2
    return ContainerError(
      .magnitude, offset: tensor.payload.origin + start + 4 * output, value: Int64(output),
      section: .weights)
  }

  /// The error of the first value of -128.
  private static func rangeFault(_ values: Bytes) -> ContainerError {
    var place = 0
    while values.load(place, as: Int8.self) != Int8.min { place += 1 }
    return ContainerError(
      .weightRange, offset: values.origin + place, value: Int64(Int8.min), section: .weights)
  }
}
