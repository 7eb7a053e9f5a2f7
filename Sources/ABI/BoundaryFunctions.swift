// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

@c @implementation
public func hsp_direction_distance(
  _ direction: OpaquePointer, _ index: UInt32, _ flags: UInt32, _ values: UnsafePointer<Float>,
  _ count: Int, _ distance: UnsafeMutablePointer<Double>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let direction = unsafe ABI.direction(direction).pointee.direction
    try checkPlane(direction, index, flags, count)
    // count floats, which are only read.
    let point = unsafe Slice(base: UnsafeMutablePointer(mutating: values), count: count)
    do throws(DiffusionError) {
      unsafe distance.pointee = try direction.distance(
        Int(index), of: point, withIntercept: flags & HSP_BOUNDARY_INTERCEPT != 0)
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
  }
}

@c @implementation
public func hsp_direction_place(
  _ direction: OpaquePointer, _ index: UInt32, _ flags: UInt32, _ distance: Double,
  _ values: UnsafeMutablePointer<Float>, _ count: Int, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let direction = unsafe ABI.direction(direction).pointee.direction
    try checkPlane(direction, index, flags, count)
    do throws(DiffusionError) {
      // count floats of the caller's, written by nobody else.
      try unsafe direction.place(
        Slice(base: values, count: count), at: distance, Int(index),
        withIntercept: flags & HSP_BOUNDARY_INTERCEPT != 0)
    } catch { throw Failure(HSP_ERROR_ARGUMENT, error) }
  }
}

private func checkPlane(
  _ direction: Direction, _ index: UInt32, _ flags: UInt32, _ count: Int
) throws(Failure) {
  guard index < direction.shape.entries else {
    throw Failure(HSP_ERROR_ARGUMENT, "the direction has no such entry", value: Int64(index))
  }
  guard flags & ~HSP_BOUNDARY_INTERCEPT == 0 else {
    throw Failure(HSP_ERROR_ARGUMENT, "a flag is not known", value: Int64(flags))
  }
  guard count == direction.shape.valueCount else {
    throw Failure(RunFault.count(expected: direction.shape.valueCount, given: count))
  }
}

@c @implementation
public func hsp_directions_save(
  _ directions: UnsafePointer<OpaquePointer?>, _ count: Int, _ sink: UnsafePointer<hsp_sink>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    // A size_t beyond the largest Int arrives as a negative number.
    guard (1...SectionList.maximum).contains(count) else {
      throw Failure(
        HSP_ERROR_ARGUMENT, "a file has 1 to 32 directions", value: Int64(clamping: count))
    }
    let target = try unsafe Sink(sink)
    let first = try unsafe handle(directions, 0)
    try unsafe withBytes(of: first.pointee.identity, count: 32) { (identity) throws(Failure) in
      let list = try unsafe collect(directions, count, identity)
      try target.write { (piece) throws(Failure) in try list.write(piece) }
    }
  }
}

/// The sections of directions of one model, whose names differ.
private func collect(
  _ directions: UnsafePointer<OpaquePointer?>, _ count: Int, _ identity: Bytes
) throws(Failure) -> SectionList {
  var list = SectionList(.direction, identity: identity)
  for index in 0..<count {
    let own = try unsafe handle(directions, index)
    let isSame = unsafe withBytes(of: own.pointee.identity, count: 32) { $0.equals(identity) }
    guard isSame else {
      throw Failure(
        HSP_ERROR_MISMATCH, "the direction belongs to another model", "direction ",
        value: Int64(index))
    }
    for other in 0..<index {
      let named = try unsafe handle(directions, other)
      guard unsafe !named.pointee.direction.name.equals(own.pointee.direction.name) else {
        throw Failure(
          HSP_ERROR_ARGUMENT, "two directions have the same name", "direction ",
          value: Int64(index))
      }
    }
    list.append(unsafe own.pointee.direction.section)
  }
  return list
}

private func handle(
  _ directions: UnsafePointer<OpaquePointer?>, _ index: Int
) throws(Failure) -> UnsafeMutablePointer<DirectionHandle> {
  guard let handle = unsafe directions[index] else {
    throw Failure(HSP_ERROR_ARGUMENT, "a direction is NULL", value: Int64(index))
  }
  return unsafe direction(handle)
}
