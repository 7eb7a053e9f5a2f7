import Container
import Program

extension Quantiser {
  /// The two times that all weights are gone through.
  enum Round {
    /// Checks the old weights and fills the new table's checksums.
    case measuring
    case writing
  }

  /// Hands the `WGHT` section to a sink.
  mutating func streamWeights(
    _ round: Round, _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    var end: UInt64 = 0
    for index in 0..<tensors.count {
      let record = table.record(index)
      let padding = Int(record.offset - end)
      if padding > 0 { try sink(.zeros(padding)) }
      end = record.offset + record.length
      if round == .measuring { try verify(index) }
      var sum = Checksum()
      sum.update(record.bytes.checked(0, TensorRecord.summed))
      sum.update(tensors[index].name)
      try stream(index, round) { (bytes) throws(QuantisationError) in
        sum.update(bytes)
        try sink(bytes)
      }
      switch round {
      case .measuring: table.setChecksum(index, sum.value)
      case .writing:
        guard sum.value == record.checksum else {
          throw .changed(tensor: NameCopy(tensors[index].name))
        }
      }
    }
  }

  /// Checks an old tensor: a damaged one must not become one with a checksum that matches.
  private func verify(_ index: Int) throws(QuantisationError) {
    do throws(ContainerError) {
      try tensors.verify(index) { host.release($0) }
    } catch {
      throw .tensor(error, name: NameCopy(tensors[index].name))
    }
  }

  /// Hands a tensor's payload to a sink.
  private mutating func stream(
    _ index: Int, _ round: Round, _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    let tensor = tensors[index]
    if let element = table.record(index).element, element.isInteger {
      return try quantise(tensor, to: element, round, sink)
    }
    if table.record(index).element != tensor.element { return try narrow(tensor, sink) }
    var start = 0
    while start < tensor.payload.count {
      let piece = tensor.payload.checked(start, min(1 << 20, tensor.payload.count - start))
      try sink(piece)
      try advance(piece)
      start += piece.count
    }
  }

  /// Hands the payload of a tensor of singles to a sink as halves.
  private mutating func narrow(
    _ tensor: Tensor, _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    var start = 0
    while start < tensor.payload.count {
      let block = WeightBlock(
        tensor.payload.checked(start, min(2 * memory.chunk.count, tensor.payload.count - start)),
        tensor.element)
      for row in 0..<block.rows {
        let halves = narrowed(block.row(row))
        for lane in 0..<TensorLayout.block {
          memory.chunk.store(halves[lane], at: 2 * (row * TensorLayout.block + lane))
        }
      }
      try sink(memory.chunk.bytes.checked(0, block.bytes.count / 2))
      try advance(block.bytes)
      start += block.bytes.count
    }
  }

  /// Hands a tensor's payload to a sink as integers: scales and magnitudes of all outputs come first.
  private mutating func quantise(
    _ tensor: Tensor, to element: ElementType, _ round: Round,
    _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    let extents = tensor.extents
    let blocks = Int8Weights.lanes(extents) / TensorLayout.block
    let size = tensor.payload.count / blocks
    var deviation = Deviation()
    for index in 0..<blocks {
      let block = WeightBlock(tensor.payload.checked(index * size, size), tensor.element)
      try measure(block, index, tensor, element, &deviation)
      try advance(block.bytes)
    }
    if round == .measuring { host.report(tensor.name, error: deviation.relative) }
    try sink(memory.parameters.bytes.checked(0, Int8Weights.headerSize(extents)))
    for index in 0..<blocks {
      let block = WeightBlock(tensor.payload.checked(index * size, size), tensor.element)
      var quantiser = BlockQuantiser(scales: memory.scales(index), element)
      try quantiser.stream(block, inputs: extents.inputs, through: memory.chunk) {
        (_, values) throws(QuantisationError) in
        try sink(values)
      }
      try advance(block.bytes)
    }
  }

  /// Enters scales and magnitudes of a block of outputs, and adds its deviation.
  private func measure(
    _ block: WeightBlock, _ index: Int, _ tensor: Tensor, _ element: ElementType,
    _ deviation: inout Deviation
  ) throws(QuantisationError) {
    let peaks = block.peaks()
    for lane in 0..<TensorLayout.block where !peaks[lane].isFinite {
      throw .notFinite(
        offset: block.firstNotFinite() ?? block.bytes.origin, tensor: NameCopy(tensor.name))
    }
    var quantiser = BlockQuantiser(peaks: peaks, element)
    var magnitudes = SIMD16<Int32>.zero
    try quantiser.stream(block, inputs: tensor.extents.inputs, through: memory.chunk) {
      (quantiser, values) throws(QuantisationError) in
      magnitudes &+= Int8Sums(values, element).sums
      quantiser.settle(&deviation)
    }
    memory.set(
      index, of: Int8Weights.lanes(tensor.extents), scales: quantiser.scales, magnitudes)
  }
}
