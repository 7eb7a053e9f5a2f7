import Container

/// Writes a model, tensor by tensor.
///
/// Everything's place is known from shapes before the first value is read. Sixteen outputs of a tensor are
/// in memory at a time, and each source value is read once.
struct ModelWriter {
  let tensors: [ModelTensor]
  /// `META`, `SCHD` and `PROG`.
  let sections: [(kind: SectionKind, bytes: [UInt8])]
  let precision: ConversionOptions.Precision
  /// Every file that the model is made from.
  let sources: [SourceFile]
  let progress: ((Int, Int) -> Bool)?

  /// Writes the file; returns its size and its identity.
  func write(
    to path: String, identity seed: ModelIdentity
  ) throws(ConversionError) -> (size: Int, identity: [UInt8]) {
    let plan = TensorPlan(tensors, precision: precision)
    var records = TensorSection(tensors, plan)
    let table = SectionTable(
      sections.map { ($0.kind, $0.bytes.count) }
        + [(.tensors, records.size), (.weights, plan.size)])
    let file = try ModelFile(path, size: table.fileSize, sources: sources)
    var stream = WeightStream(
      file: file, start: table.offsets[table.offsets.count - 1], size: plan.size,
      progress: progress)

    var identity = seed
    for (index, tensor) in tensors.enumerated() {
      stream.pad(to: plan.offsets[index])
      var sum = records.beginChecksum(tensor)
      let digest = try stream.append(tensor, plan.packers[index], &sum)
      records.endChecksum(sum)
      identity.add(tensor.canonicalName, extents: tensor.extents, digest: digest)
    }

    var checksums: [UInt32] = []
    let leading = sections.map(\.bytes) + [records.bytes()]
    for (bytes, offset) in zip(leading, table.offsets) {
      try file.write(bytes, at: offset)
      var sum = Checksum()
      sum.update(bytes)
      checksums.append(sum.value)
    }
    checksums.append(stream.checksum)
    let value = identity.value()
    try file.write(table.bytes(identity: value, checksums: checksums), at: 0)
    try file.commit()
    return (table.fileSize, value)
  }
}
