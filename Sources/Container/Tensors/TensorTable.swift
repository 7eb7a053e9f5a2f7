/// The tensors of a model: `TENS`, completely checked against `WGHT`, whose payloads `verify`
/// reads.
package struct TensorTable {
  package let count: Int
  let records: Bytes
  let strings: StringTable
  let weights: Bytes

  /// The most tensors that a file may have.
  package static var maximumCount: Int { 65536 }

  /// Bytes in front of the first record.
  package static var headerSize: Int { CountedHeader.size }

  /// How many tensors a model has, which is how much scratch `init` takes.
  package static func count(in file: ContainerFile) throws(ContainerError) -> Int {
    try header(file).count
  }

  /// Checks the tensor table of a model.
  ///
  /// `scratch` has room for an index of each tensor (`count(in:)`) and is free again afterwards:
  /// names are
  /// sorted in it to find duplicates, in O(n log n) time and without recursion.
  package init(_ file: ContainerFile, scratch: Slice<UInt32>) throws(ContainerError) {
    let header = try Self.header(file)
    guard let weights = file.section(.weights) else {
      throw ContainerError(
        .missingSection, offset: FileLayout.Header.sections, section: .weights)
    }
    count = header.count
    records = header.records
    strings = StringTable(blob: header.blob, section: .tensors)
    self.weights = weights
    for index in 0..<count {
      _ = try strings.read(record(index).bytes, TensorRecord.Field.name)
      try record(index).check()
    }
    try checkPlaces()
    try checkNames(scratch)
  }

  /// A table whose parts were checked.
  init(count: Int, records: Bytes, strings: StringTable, weights: Bytes) {
    self.count = count
    self.records = records
    self.strings = strings
    self.weights = weights
  }

  package subscript(index: Int) -> Tensor {
    let record = record(index)
    guard let element = record.element, let layout = record.layout else {
      preconditionFailure("init checked both")
    }
    return Tensor(
      name: name(index), element: element, layout: layout, extents: record.extents,
      payload: payload(index))
  }

  /// The index of the tensor with a name.
  package func index(of name: Bytes) -> Int? {
    for index in 0..<count where self.name(index).equals(name) { return index }
    return nil
  }

  func record(_ index: Int) -> TensorRecord {
    precondition(index >= 0 && index < count)
    return TensorRecord(bytes: records.checked(index * TensorRecord.size, TensorRecord.size))
  }

  func name(_ index: Int) -> Bytes {
    strings.load(record(index).bytes, TensorRecord.Field.name)
  }

  func payload(_ index: Int) -> Bytes {
    // checkPlaces proved that both fit.
    weights.checked(Int(record(index).offset), Int(record(index).length))
  }

  /// The padding in front of a tensor.
  func padding(_ index: Int) -> Bytes {
    let before = index == 0 ? 0 : Int(record(index - 1).offset + record(index - 1).length)
    return weights.checked(before, Int(record(index).offset) - before)
  }

  private static func header(_ file: ContainerFile) throws(ContainerError) -> CountedHeader {
    guard let section = file.section(.tensors) else {
      throw ContainerError(
        .missingSection, offset: FileLayout.Header.sections, section: .tensors)
    }
    return try CountedHeader(
      section, of: .tensors, record: TensorRecord.size, range: 1...maximumCount,
      fault: .tensorCount)
  }

  private func checkPlaces() throws(ContainerError) {
    var tiling = Tiling(end: 0, limit: weights.count)
    for index in 0..<count {
      let record = record(index)
      let fault = tiling.append(record.offset, record.length, alignment: FileLayout.alignment)
      if let fault { throw record.fault(fault, TensorRecord.Field.offset, record.offset) }
    }
    guard tiling.end == weights.count else {
      throw ContainerError(
        .trailingBytes, offset: weights.origin + tiling.end, value: Int64(weights.count),
        section: .weights)
    }
  }
}
