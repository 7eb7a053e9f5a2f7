import Container
import Program

/// A graph as the runtime reads it: its file in memory, checked, and plans made of it.
@safe
package final class LoadedGraph {
  package let graph: Graph
  package let program: Program
  package let tensors: TensorTable
  // Owned: allocated in init or plan, freed in deinit: program, tensors and plans stay valid.
  private var blocks: [UnsafeMutableRawPointer]

  package init(_ graph: Graph) throws {
    let bytes = graph.file()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 64)
    unsafe memory.copyMemory(from: bytes, byteCount: bytes.count)
    unsafe blocks = [memory]
    self.graph = graph
    // The block lives as long as the object.
    let file = try ContainerFile(unsafe Bytes(base: memory, count: bytes.count))
    let count = try TensorTable.count(in: file)
    let scratch = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
    defer { unsafe scratch.deallocate() }
    tensors = try TensorTable(file, scratch: unsafe Slice(base: scratch, count: count))
    for index in 0..<count { try tensors.verify(index) }
    program = try Program(file.section(.program) ?? .empty, tensors: count)
  }

  deinit {
    // Allocated in init. An index loop, because the formatter joins the words of `for unsafe`.
    for index in unsafe blocks.indices { unsafe blocks[index].deallocate() }
  }

  /// A plan that is valid as long as the graph lives.
  package func plan(
    height: Int = 0, width: Int = 0, decoderTwice: Bool = true, tableBytes: Int? = nil
  ) throws(ProgramError) -> Plan {
    var options = Plan.Options()
    options.height = height
    options.width = width
    options.decoderTwice = decoderTwice
    return try plan(options, tableBytes: tableBytes)
  }

  /// A plan that is valid as long as the graph lives.
  package func plan(
    _ options: Plan.Options, tableBytes: Int? = nil
  ) throws(ProgramError) -> Plan {
    let count = tableBytes ?? Plan.tableBytes(program)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count, alignment: 64)
    unsafe blocks.append(memory)
    var arena = unsafe Arena(base: memory, capacity: count)
    return try Plan(program, tensors, options, in: &arena)
  }
}
