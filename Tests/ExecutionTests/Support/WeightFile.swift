import CPlatform
import Container
import Execution
import Foundation
import Program
import ProgramFixtures

/// A graph's file on disk, and memory for the weights that a session reads of it.
@safe
final class WeightFile {
  let path: String
  private let mode: WeightMode
  private let slots: Int
  private var blocks: [GuardedBlock] = []
  // Kept open as long as the object: readers don't own their file.
  private let image: UnsafeMutablePointer<FileImage>
  private var reader: OpaquePointer?

  /// With two slots, a thread reads.
  init(_ graph: Graph, _ mode: WeightMode, slots: Int) throws {
    self.mode = mode
    self.slots = slots
    path = FileManager.default.temporaryDirectory.path + "/" + UUID().uuidString
    try Data(graph.file()).write(to: URL(filePath: path))
    unsafe image = .allocate(capacity: 1)
    unsafe image.initialize(to: try FileImage(path: path, readable: true))
  }

  deinit {
    if let reader = unsafe reader { unsafe hsp_reader_stop(reader) }
    unsafe image.deinitialize(count: 1)
    unsafe image.deallocate()
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Whether nobody wrote outside of the planned memory.
  var isIntact: Bool { blocks.allSatisfy { $0.isIntact } }
  /// Bytes for weights.
  private(set) var bytes = 0

  /// Reads what stays and starts the thread.
  func source(_ plan: Plan) throws(ProgramError) -> WeightSource {
    let tables = unsafe block(WeightLayout.tableBytes(mode, tensors: plan.tensors.count))
    var arena = unsafe Arena(base: tables, capacity: blocks[blocks.count - 1].count)
    let layout = try WeightLayout(plan, mode, slots: slots, in: &arena)
    bytes = layout.bytes
    if slots > 1 {
      let memory = unsafe block(hsp_reader_size())
      precondition(unsafe hsp_reader_start(memory) == 0, "no thread")
      unsafe reader = OpaquePointer(memory)
    }
    do {
      return try unsafe .own(
        WeightRoom(
          layout, plan.tensors, image.pointee.reader, base: block(layout.bytes),
          state: block(MemoryLayout<WeightRoom.State>.stride)
            .assumingMemoryBound(to: WeightRoom.State.self), reader: reader))
    } catch { throw ProgramError(.memory) }
  }

  /// Guarded memory that lives as long as the object.
  private func block(_ count: Int) -> UnsafeMutableRawPointer {
    let block = GuardedBlock(count: count)
    blocks.append(block)
    return unsafe block.base
  }
}
