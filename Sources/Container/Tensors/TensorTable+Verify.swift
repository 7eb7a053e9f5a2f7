extension TensorTable {
  /// Checks the checksum of a tensor, which binds name, type, extents and payload, and the zeros
  /// around it; hands out parts of the payload that it has read.
  package func verify(
    _ index: Int, release: (Bytes) -> Void = { _ in }
  ) throws(ContainerError) {
    try verify(index, payload: payload(index), release: release)
    let padding = padding(index)
    try padding.checkZeros(0, upTo: padding.count, section: .weights)
    let tensor = self[index]
    guard tensor.element.isInteger else { return try checkUnusedLanes(tensor) }
    try checkScales(index)
    try checkValues(tensor)
  }

  /// Checks a copy of a tensor's payload, which was read again: its checksum, and what kernels rely on.
  package func verify(copy: Bytes, of index: Int) throws(ContainerError) {
    try verify(index, payload: copy)
    try checkScales(self[index], copy)
  }

  /// Checks the checksum of a tensor with a payload.
  private func verify(
    _ index: Int, payload: Bytes, release: (Bytes) -> Void = { _ in }
  ) throws(ContainerError) {
    let record = record(index)
    var sum = Checksum()
    sum.update(record.bytes.checked(0, TensorRecord.summed))
    sum.update(name(index))
    var start = 0
    while start < payload.count {
      let part = payload.checked(start, min(1 << 20, payload.count - start))
      sum.update(part)
      release(part)
      start += part.count
    }
    guard sum.value == record.checksum else {
      throw ContainerError(
        .tensorChecksum, offset: self.payload(index).origin, value: Int64(record.checksum),
        section: .weights)
    }
  }

  /// Checks that the lanes beyond the last output of a packed tensor are zero.
  private func checkUnusedLanes(_ tensor: Tensor) throws(ContainerError) {
    let used = tensor.extents.outputs % TensorLayout.block
    guard tensor.layout == .packed, used != 0 else { return }
    let size = tensor.element.size
    let lanes = TensorLayout.block * size
    let rows = tensor.extents.inputs * tensor.extents.height * tensor.extents.width
    let lastBlock = tensor.payload.count - rows * lanes
    for row in 0..<rows {
      let start = lastBlock + row * lanes
      try tensor.payload.checkZeros(
        start + used * size, upTo: start + lanes, section: .weights)
    }
  }
}
