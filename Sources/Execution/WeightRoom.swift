import CPlatform
import Container
import Program

/// Weights in a session's own memory: all of them, or the small ones and slots for the others.
///
/// A plain value over memory of the session.
@safe
package struct WeightRoom {
  /// What is in the slots.
  package struct State: BitwiseCopyable {
    /// The step whose tensors each slot holds or is to receive, or -1.
    var steps: InlineArray<2, Int32> = [-1, -1]
    /// The slot that is being read to, or -1.
    var reading: Int32 = -1
    /// What reading without a thread has come to.
    var result: Int32 = 0
    /// Of the file: what was checked holds as long as it stays.
    var stamp: FileReader.Stamp
  }

  let layout: WeightLayout
  let tensors: TensorTable
  let file: FileReader
  let base: UnsafeMutableRawPointer
  let state: Slice<State>
  /// nil: reads on the calling thread.
  let reader: OpaquePointer?

  /// Reads the tensors that stay.
  ///
  /// The caller promises the layout's bytes at `base`, aligned to 64, `state` for one element, and a
  /// started reader, all for as long as the room is used.
  package init(
    _ layout: WeightLayout, _ tensors: TensorTable, _ file: FileReader,
    base: UnsafeMutableRawPointer, state: UnsafeMutablePointer<State>, reader: OpaquePointer?
  ) throws(ExecutionError) {
    self.layout = layout
    self.tensors = tensors
    self.file = file
    unsafe self.base = base
    unsafe self.state = Slice(base: state, count: 1)
    unsafe self.reader = reader
    self.state[0] = State(stamp: file.stamp)
    for tensor in 0..<layout.places.count where layout.places[tensor] >= 0 {
      let payload = tensors[tensor].payload
      // The layout has room for it there.
      let place = unsafe base + layout.places[tensor]
      do throws(ContainerError) { try unsafe file.read(payload, to: place) } catch {
        throw .weights(error, tensor: tensor)
      }
      try verify(tensor)
    }
    // Opening the model has touched its tensors through the map.
    if layout.mode == .streamed { file.forgetAll() }
  }

  /// The payload of a tensor that stays or that the current step uses.
  func payload(_ tensor: Int) -> UnsafeRawPointer {
    let place = layout.places[tensor]
    precondition(place >= 0)
    // The layout placed it inside the room.
    return unsafe UnsafeRawPointer(base + place)
  }

  /// Checks what was read of a tensor.
  func verify(_ tensor: Int) throws(ExecutionError) {
    let count = tensors[tensor].payload.count
    do throws(ContainerError) {
      // The room has these bytes.
      try tensors.verify(copy: unsafe Bytes(base: payload(tensor), count: count), of: tensor)
    } catch { throw .weights(error, tensor: tensor) }
  }
}
