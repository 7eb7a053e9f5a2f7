import Container
import Program

/// Writes the int8 model of an f32 or f16 one, tensor by tensor.
///
/// Checksums stand before what they sum up, so all is done twice: first for them, then for the
/// file.
package struct Quantiser<Host: QuantisationHost> {
  let file: ContainerFile
  let tensors: TensorTable
  let memory: WorkingMemory
  let table: ModelTable
  var host: Host
  private var done: UInt64 = 0
  private var total: UInt64 = 0

  /// Bytes of the arena for `init`; nil when this processor can't address them.
  package static func memorySize(_ file: ContainerFile, _ tensors: TensorTable) -> Int? {
    WorkingMemory.size(file, tensors)
  }

  /// Chooses the tensors; all the memory that it takes comes from the arena.
  package init(
    _ file: ContainerFile, _ tensors: TensorTable, in arena: inout Arena, host: Host
  ) throws(QuantisationError) {
    guard let memory = WorkingMemory(&arena, file, tensors) else {
      throw .container(ContainerError(.noMemory, offset: -1))
    }
    self.file = file
    self.tensors = tensors
    self.memory = memory
    self.host = host
    table = ModelTable(file, tensors, in: memory.table)
    for index in 0..<tensors.count where tensors[index].element.isInteger {
      throw .alreadyInt8(tensor: NameCopy(tensors[index].name))
    }
    try select()
    do throws(ContainerError) { try table.layOut() } catch { throw .container(error) }
    for index in 0..<tensors.count {
      let passes: UInt64 = changes(index) ? 4 : 2
      total += passes * UInt64(tensors[index].payload.count)
    }
  }

  /// Whether a tensor becomes integers.
  private func changes(_ index: Int) -> Bool { table.record(index).element?.isInteger == true }

  /// Hands the file to a sink, piece by piece in file order.
  package mutating func write(
    _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    var weights = Checksum()
    try streamWeights(.measuring) { (bytes) throws(QuantisationError) in weights.update(bytes) }
    table.seal(weights: weights.value)

    try sink(table.prefix)
    var end = table.prefix.count
    for index in 0..<file.sectionCount {
      let entry = table.entry(index)
      try pad(from: end, to: Int(entry.offset), sink)
      end = Int(entry.offset + entry.length)
      switch entry.kind {
      case .tensors: try sink(table.tensors)
      case .weights: try streamWeights(.writing, sink)
      default:
        let old = SectionEntry(file.bytes, index)
        try sink(file.bytes.checked(Int(old.offset), Int(old.length)))
      }
    }
  }

  /// Counts bytes of the old file as done; lets the caller cancel.
  mutating func advance(_ part: Bytes) throws(QuantisationError) {
    host.release(part)
    done += UInt64(part.count)
    if !host.advance(done, of: total) { throw .cancelled }
  }

  /// Zeros, fewer than `FileLayout.weightAlignment`.
  private func pad(
    from start: Int, to end: Int, _ sink: (Bytes) throws(QuantisationError) -> Void
  ) throws(QuantisationError) {
    guard end > start else { return }
    memory.chunk.fill(0)
    try sink(memory.chunk.bytes.checked(0, end - start))
  }

  /// Marks in the new table what becomes integers: the narrowest that every convolution with that weight allows.
  ///
  /// The other convolutions' weights become halves where they are singles: what depends on the timestep alone is a tenth of
  /// a large model.
  private func select() throws(QuantisationError) {
    try eachWeight { index, allowed in
      if allowed != nil { table.setElement(index, .int8) }
    }
    try eachWeight { index, allowed in
      if allowed == .int10 { table.setElement(index, .int10) }
    }
    try eachWeight { index, allowed in
      if allowed == nil {
        table.setElement(index, fitsHalves(tensors[index]) ? .float16 : .float32)
      }
    }
  }

  private func fitsHalves(_ tensor: Tensor) -> Bool {
    if tensor.element == .float16 { return true }
    let peaks = WeightBlock(tensor.payload, tensor.element).peaks()
    host.release(tensor.payload)
    for lane in 0..<TensorLayout.block where !(peaks[lane] < halfOverflow) { return false }
    return true
  }

  /// Calls with the weight of every convolution, and the integers that it may be; nil for none.
  private func eachWeight(_ body: (Int, ElementType?) -> Void) throws(QuantisationError) {
    for index in 0..<file.count(of: .program) {
      guard let section = file.section(.program, index) else { continue }
      let program: Program
      do throws(ProgramError) {
        program = try Program(section, tensors: tensors.count)
      } catch { throw .program(error, section: section.origin) }
      let selection: Selection
      do throws(ProgramError) {
        selection = try Selection(program, tensors, memory.flags, memory.extents)
      } catch { throw .program(error, section: section.origin) }
      for operation in 0..<program.operationCount {
        if let weight = selection.weight(ofOperation: operation) {
          body(weight.tensor, weight.element)
        }
      }
    }
  }
}
