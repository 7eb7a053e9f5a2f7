// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

/// A caller's floats: read only.
private func floats(_ values: UnsafePointer<Float>, _ count: Int) throws(Failure) -> Slice<Float> {
  guard count >= 0 else { throw .argument("count is negative") }
  return unsafe Slice(base: UnsafeMutablePointer(mutating: values), count: count)
}

/// A caller's doubles: read or written, as the function says.
private func doubles(
  _ values: UnsafePointer<Double>, _ count: Int
) throws(Failure) -> Slice<Double> {
  guard count >= 0 else { throw .argument("count is negative") }
  return unsafe Slice(base: UnsafeMutablePointer(mutating: values), count: count)
}

@c @implementation
public func hsp_statistics_begin(
  _ statistics: OpaquePointer, _ id: UInt64, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    try translated { () throws(StatisticsFault) in
      try unsafe handle.pointee.statistics.begin(id)
    }
  }
}

@c @implementation
public func hsp_statistics_put(
  _ statistics: OpaquePointer, _ timestep: Int32, _ values: UnsafePointer<Float>, _ count: Int,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    let values = try unsafe floats(values, count)
    try translated { () throws(StatisticsFault) in
      try unsafe handle.pointee.statistics.put(t: Int(timestep), values)
    }
  }
}

@c @implementation
public func hsp_statistics_commit(
  _ statistics: OpaquePointer, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let handle = unsafe ABI.statistics(statistics)
    try translated { () throws(StatisticsFault) in try unsafe handle.pointee.statistics.commit() }
  }
}

@c @implementation
public func hsp_statistics_hook(
  _ statistics: UnsafeMutableRawPointer?, _ step: UnsafePointer<hsp_step>,
  _ h: UnsafeMutablePointer<Float>, _ count: Int
) -> Int32 {
  guard let user = unsafe statistics else { return -1 }
  let handle = unsafe user.assumingMemoryBound(to: StatisticsHandle.self)
  let t = unsafe Int(step.pointee.t)
  guard unsafe handle.pointee.statistics.entry(of: t) != nil else { return HSP_HOOK_KEEP }
  let status = unsafe hsp_statistics_put(OpaquePointer(user), Int32(t), h, count, nil)
  return status == HSP_OK ? HSP_HOOK_KEEP : -1
}

@c @implementation
public func hsp_statistics_merge(
  _ statistics: OpaquePointer, _ other: OpaquePointer, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    guard unsafe statistics != other else {
      throw .argument("statistics can't be merged with themselves")
    }
    let added = unsafe ABI.statistics(other).pointee.statistics
    let handle = unsafe ABI.statistics(statistics)
    try translated { () throws(StatisticsFault) in
      try unsafe handle.pointee.statistics.merge(added)
    }
  }
}

@c @implementation
public func hsp_statistics_mean(
  _ statistics: OpaquePointer, _ entry: UInt32, _ mean: UnsafeMutablePointer<Double>,
  _ count: Int, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let found = unsafe ABI.statistics(statistics).pointee.statistics
    let out = try unsafe doubles(mean, count)
    try translated { () throws(StatisticsFault) in try found.fillMean(Int(clamping: entry), out) }
  }
}

@c @implementation
public func hsp_statistics_values(
  _ statistics: OpaquePointer, _ sample: UInt64, _ entry: UInt32,
  _ values: UnsafeMutablePointer<Float>, _ count: Int, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let found = unsafe ABI.statistics(statistics).pointee.statistics
    let out = try unsafe floats(values, count)
    guard sample < UInt64(found.count) else {
      throw .argument("the statistics have no such sample")
    }
    try translated { () throws(StatisticsFault) in
      try found.fillSample(Int(sample), Int(clamping: entry), out)
    }
  }
}

@c @implementation
public func hsp_statistics_matrices(
  _ statistics: OpaquePointer, _ entry: UInt32, _ gram: UnsafeMutablePointer<Double>,
  _ metric: UnsafeMutablePointer<Double>, _ size: Int, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe report(error) { () throws(Failure) in
    let found = unsafe ABI.statistics(statistics).pointee.statistics
    guard size == found.basisCount else {
      throw Failure(StatisticsFault.count(expected: found.basisCount, given: size))
    }
    let matrices = try unsafe (doubles(gram, size * size), doubles(metric, size * size))
    try translated { () throws(StatisticsFault) in
      try found.fillMatrices(Int(clamping: entry), gram: matrices.0, metric: matrices.1)
    }
  }
}

@c @implementation
public func hsp_statistics_direction(
  _ statistics: OpaquePointer, _ coefficients: UnsafePointer<Double>, _ count: Int,
  _ name: UnsafePointer<CChar>, _ allocator: UnsafePointer<hsp_allocator>?,
  _ direction: UnsafeMutablePointer<OpaquePointer?>, _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe direction.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let found = unsafe ABI.statistics(statistics).pointee.statistics
    let coefficients = try unsafe doubles(coefficients, count)
    let builder = try unsafe found.builder(name, allocator)
    let made = try unsafe builder.make { (values) throws(Failure) in
      try translated { () throws(StatisticsFault) in
        try found.fillCombination(coefficients, values)
      }
    }
    unsafe direction.pointee = made
  }
}

@c @implementation
public func hsp_statistics_difference(
  _ positive: OpaquePointer, _ negative: OpaquePointer, _ name: UnsafePointer<CChar>,
  _ allocator: UnsafePointer<hsp_allocator>?, _ direction: UnsafeMutablePointer<OpaquePointer?>,
  _ error: UnsafeMutablePointer<hsp_error>?
) -> hsp_status {
  unsafe direction.pointee = nil
  return unsafe report(error) { () throws(Failure) in
    let found = unsafe ABI.statistics(positive).pointee.statistics
    let other = unsafe ABI.statistics(negative).pointee.statistics
    let builder = try unsafe found.builder(name, allocator)
    let made = try unsafe builder.make { (values) throws(Failure) in
      try translated { () throws(StatisticsFault) in try found.fillDifference(other, values) }
    }
    unsafe direction.pointee = made
  }
}

extension Statistics {
  /// A direction of the statistics' timesteps, extents and model.
  fileprivate func builder(
    _ name: UnsafePointer<CChar>, _ allocator: UnsafePointer<hsp_allocator>?
  ) throws(Failure) -> DirectionBuilder {
    let memory = try unsafe ABI.allocator(allocator)
    let name = try unsafe DirectionBuilder.name(name)
    let shape: DirectionShape
    do throws(DiffusionError) { shape = try record.directionShape() } catch {
      throw Failure(HSP_ERROR_ARGUMENT, error)
    }
    return DirectionBuilder(
      identity: identity, shape: shape, timesteps: timesteps, name: name, allocator: memory)
  }
}
