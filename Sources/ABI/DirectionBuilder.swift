import CHSpace
import Container
import Diffusion

/// Makes a direction whose values the library computes, in memory of an allocator.
@safe
struct DirectionBuilder {
  let identity: InlineArray<32, UInt8>
  let shape: DirectionShape
  let timesteps: Bytes
  let name: Bytes
  let allocator: Allocator

  /// Fills the values in place, and returns a handle.
  func make(_ fill: (Slice<Float>) throws(Failure) -> Void) throws(Failure) -> OpaquePointer {
    let section = try makeStorage(allocator, DirectionSection.size(shape, nameLength: name.count))
    let storage = try makeStorage(allocator, MemoryLayout<DirectionHandle>.size)
    let bytes = unsafe Slice(
      base: section.base.assumingMemoryBound(to: UInt8.self), count: section.count)
    // The values begin at a multiple of 64 and lie inside the section.
    let values = unsafe Slice(
      base: (section.base + shape.valuesOffset).assumingMemoryBound(to: Float.self),
      count: shape.valuesSize / 4)
    try fill(values)
    let made: Direction
    do throws(DiffusionError) {
      made = try DirectionSection.complete(shape, timesteps: timesteps, name: name, in: bytes)
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
    let handle = unsafe storage.base.assumingMemoryBound(to: DirectionHandle.self)
    unsafe handle.initialize(
      to: DirectionHandle(
        storage: storage, image: nil, section: section, direction: made, identity: identity))
    return OpaquePointer(handle)
  }

  /// A caller's name as a direction's: 1 to 63 bytes.
  static func name(_ given: UnsafePointer<CChar>) throws(Failure) -> Bytes {
    var length = 0
    // The caller promises a C string.
    while length < 64, unsafe given[length] != 0 { length += 1 }
    guard (1...63).contains(length) else { throw .argument("a direction's name has 1 to 63 bytes") }
    return unsafe Bytes(base: given, count: length)
  }
}
