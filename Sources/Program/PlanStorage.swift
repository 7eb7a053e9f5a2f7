import Container

/// Place and lifetime of one value or norm slot.
package struct PlanBuffer: BitwiseCopyable {
  /// 0: the buffer does not exist.
  var bytes = 0
  /// Steps between which it is needed, both included.
  var first: Int32 = 0
  var last: Int32 = -1
  /// The buffer whose place it takes over, or -1.
  var alias: Int32 = -1
  var offset = 0
}

/// The tables that a plan is made in.
struct PlanStorage {
  let extents: Slice<Extents>
  let formats: Slice<StorageFormat>
  let uses: Slice<Int32>
  let open: Slice<Int32>
  let steps: Slice<PlanStep>
  let buffers: Slice<PlanBuffer>
  let order: Slice<Int32>
  let placed: Slice<Int32>

  init(_ program: Program, _ arena: inout Arena) throws(ProgramError) {
    let values = program.valueCount
    extents = try PlanStorage.take(values, &arena)
    formats = try PlanStorage.take(values, &arena)
    uses = try PlanStorage.take(values, &arena)
    open = try PlanStorage.take(values, &arena)
    // A group norm may become two steps, an addition leaves an empty one behind, a convolution measures two peaks and
    // may be packed, the first one computed again.
    steps = try PlanStorage.take(program.operationCount * 5, &arena)
    buffers = try PlanStorage.take(values * 5, &arena)
    order = try PlanStorage.take(values * 5, &arena)
    placed = try PlanStorage.take(values * 5, &arena)
  }

  /// Bytes of all tables of a program.
  static func bytes(_ program: Program) -> Int {
    func padded(_ bytes: Int) -> Int { (bytes + 63) & ~63 }
    let values = program.valueCount
    return padded(values * MemoryLayout<Extents>.stride) + padded(values * 4) * 2
      + padded(values * MemoryLayout<StorageFormat>.stride)
      + padded(program.operationCount * 5 * MemoryLayout<PlanStep>.stride)
      + padded(values * 5 * MemoryLayout<PlanBuffer>.stride) + padded(values * 5 * 4) * 2
  }

  private static func take<T: BitwiseCopyable>(
    _ count: Int, _ arena: inout Arena
  ) throws(ProgramError) -> Slice<T> {
    guard let offset = arena.reserve(count * MemoryLayout<T>.stride),
      let slice = arena.slice(offset, count, of: T.self)
    else { throw ProgramError(.memory) }
    return slice
  }
}

extension Plan {
  /// Bytes that `init` takes from its arena.
  package static func tableBytes(_ program: Program) -> Int { PlanStorage.bytes(program) }
}
