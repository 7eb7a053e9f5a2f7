import Container
import Program

/// Where a step finds the payloads of its tensors.
package enum WeightSource {
  /// In place, as the file lies in memory; `file` where that is a map.
  case mapped(TensorTable, file: FileReader? = nil)
  /// In memory of the session.
  case own(WeightRoom)

  /// Brings the tensors of a step into memory; `end` and `next` as in `Executor.run`.
  ///
  /// Throws `cancelled` while it waits and the flag is not 0.
  func load(
    _ plan: Plan, step: Int, end: Int, next: Int, cancel: UnsafePointer<Int32>
  ) throws(ExecutionError) {
    guard case .own(let room) = self, room.layout.mode == .streamed else { return }
    try unsafe room.load(plan, step: step, end: end, next: next, cancel: cancel)
  }

  /// Gives up what comes back by itself when a step needs it: the pages of a mapped file.
  func rest() {
    if case .mapped(_, let file?) = self { file.release() }
  }

  /// The payload of a tensor of the step that was loaded last.
  func payload(_ tensor: Int) -> UnsafeRawPointer {
    switch self {
    // A view of the file, valid as long as the session.
    case .mapped(let tensors, _): unsafe tensors[tensor].payload.pointer
    case .own(let room): unsafe room.payload(tensor)
    }
  }
}
