extension TensorTable {
  /// Checks the checksum of a tensor, which binds name, type, extents and payload, and the zeros
  /// around it.
  package func verify(_ index: Int) throws(ContainerError) {
    let record = record(index)
    let payload = payload(index)
    var sum = Checksum()
    sum.update(record.bytes.checked(0, TensorRecord.summed))
    sum.update(name(index))
    sum.update(payload)
    guard sum.value == record.checksum else {
      throw ContainerError(
        .tensorChecksum, offset: payload.origin, value: Int64(record.checksum),
        section: .weights)
    }
    let padding = padding(index)
    try padding.checkZeros(0, upTo: padding.count, section: .weights)
    try checkUnusedLanes(self[index])
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
