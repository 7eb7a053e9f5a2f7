// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

/// Directions of one model that fit together; the first one's identity.
private func collect(
  _ first: OpaquePointer, _ others: UnsafePointer<OpaquePointer>, from start: Int, _ count: Int
) throws(Failure) -> (DirectionSet, InlineArray<32, UInt8>) {
  let handle = unsafe ABI.direction(first)
  let identity = unsafe handle.pointee.identity
  var set = unsafe DirectionSet(handle.pointee.direction)
  for index in start..<count {
    let other = unsafe ABI.direction(others[index])
    for byte in identity.indices where unsafe identity[byte] != other.pointee.identity[byte] {
      throw Failure(
        HSP_ERROR_MISMATCH, "the directions belong to different models", "direction ",
        value: Int64(index))
    }
    do throws(DirectionSet.Fault) { try unsafe set.append(other.pointee.direction) } catch {
      throw Failure(error, first: start)
    }
  }
  return (set, identity)
}

/// Checks a caller's number of directions.
private func check(_ count: Int) throws(Failure) {
  // A size_t beyond the largest Int arrives as a negative number.
  guard (1...16).contains(count) else {
    throw Failure(HSP_ERROR_ARGUMENT, "there must be 1 to 16 directions", value: Int64(count))
  }
}

extension DirectionSet {
  func builder(
    _ identity: InlineArray<32, UInt8>, _ name: Bytes, _ allocator: Allocator
  ) -> DirectionBuilder {
    DirectionBuilder(
      identity: identity, shape: model.shape, timesteps: model.timesteps, name: name,
      allocator: allocator)
  }
}

@c @implementation
public func hsp_direction_combine(
  _ directions: UnsafePointer<OpaquePointer>, _ weights: UnsafePointer<Double>, _ count: Int,
  _ name: UnsafePointer<CChar>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ combined: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe combined.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let name = try unsafe DirectionBuilder.name(name)
    try check(count)
    var factors = InlineArray<17, Double>(repeating: 0)
    for index in 0..<count {
      guard unsafe weights[index].isFinite else {
        throw Failure(HSP_ERROR_ARGUMENT, "a weight is not finite", "index ", value: Int64(index))
      }
      factors[index] = unsafe weights[index]
    }
    let (set, identity) = try unsafe collect(directions[0], directions, from: 1, count)
    let made = try unsafe set.builder(identity, name, memory).make { (values) throws(Failure) in
      do throws(DirectionSet.Fault) { try set.combine(factors, into: values) } catch {
        throw Failure(error, first: 0)
      }
    }
    unsafe combined.pointee = made
  }
}

@c @implementation
public func hsp_direction_project(
  _ direction: OpaquePointer, _ away: UnsafePointer<OpaquePointer>, _ count: Int,
  _ name: UnsafePointer<CChar>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ projected: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe projected.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let memory = try unsafe ABI.allocator(allocator)
    let name = try unsafe DirectionBuilder.name(name)
    try check(count)
    let (set, identity) = try unsafe collect(direction, away, from: 0, count)
    let made = try unsafe set.builder(identity, name, memory).make { (values) throws(Failure) in
      do throws(DirectionSet.Fault) { try set.project(into: values) } catch {
        throw Failure(error, first: -1)
      }
    }
    unsafe projected.pointee = made
  }
}

extension Failure {
  /// Why directions can't be combined; their numbers in the caller's list.
  init(_ fault: DirectionSet.Fault, first: Int) {
    func mismatch(_ sentence: StaticString, _ index: Int) -> Failure {
      // With a direction in front of the list, the list begins at the set's second.
      let place = first == 1 ? index : index - 1
      return place < 0
        ? Failure(HSP_ERROR_MISMATCH, sentence)
        : Failure(HSP_ERROR_MISMATCH, sentence, "direction ", value: Int64(place))
    }
    switch fault {
    case .tooMany(let count):
      self.init(HSP_ERROR_ARGUMENT, "there are too many directions", value: Int64(count))
    case .otherExtents(let index): self = mismatch("the directions' extents differ", index)
    case .otherSteps(let index): self = mismatch("the directions' numbers of steps differ", index)
    case .otherTimesteps(let index): self = mismatch("the directions' timesteps differ", index)
    case .dependent(let index):
      self = mismatch(
        index == 0
          ? "the direction is zero"
          : "a direction to project out is zero, or depends on those before it", index)
    case .nothingLeft:
      self.init(
        HSP_ERROR_MISMATCH, "nothing is left: the direction depends on those to project out")
    case .notFinite:
      self.init(HSP_ERROR_ARGUMENT, "a value of the combination is not finite")
    }
  }
}
