import CHSpace

/// Statistics of samples.
@safe
final class TestStatistics {
  // Owned: made in init, destroyed in deinit.
  let handle: OpaquePointer
  private let allocator: CountingAllocator?

  /// Facts of statistics that can be made, to be changed by a test.
  static func facts(
    _ kind: hsp_statistics_kind, count: Int, capacity: Int = 100, rank: Int = 0
  ) -> hsp_statistics_info {
    var info = hsp_statistics_info()
    info.struct_size = UInt32(MemoryLayout<hsp_statistics_info>.size)
    info.kind = kind.rawValue
    info.channels = UInt32(count)
    info.height = 1
    info.width = 1
    info.value = HSP_VALUE_H.rawValue
    info.phase = HSP_PHASE_INVERTING.rawValue
    info.steps = 3
    info.t0 = -1
    info.rank = UInt32(rank)
    info.seed = 7
    info.capacity = UInt64(capacity)
    return info
  }

  init(
    _ info: hsp_statistics_info, timesteps: [Int32], entries: UInt32? = nil,
    _ allocator: CountingAllocator? = nil
  ) throws(Fault) {
    self.allocator = allocator
    var info = info
    info.entries = entries ?? UInt32(timesteps.count)
    var handle: OpaquePointer?
    try check { error in
      unsafe withAllocator(allocator) {
        unsafe hsp_statistics_create(&info, timesteps, $0, &handle, &error)
      }
    }
    unsafe self.handle = handle!
  }

  init(_ source: Source, capacity: UInt64 = 0) throws {
    allocator = nil
    var handle: OpaquePointer?
    try unsafe source.withSource { source in
      try check { unsafe hsp_statistics_open(source, capacity, nil, &handle, &$0) }
    }
    unsafe self.handle = handle!
  }

  deinit { unsafe hsp_statistics_destroy(handle) }

  var info: hsp_statistics_info {
    var info = hsp_statistics_info()
    info.struct_size = UInt32(MemoryLayout<hsp_statistics_info>.size)
    guard unsafe hsp_statistics_describe(handle, &info) == HSP_OK else {
      return hsp_statistics_info()
    }
    return info
  }

  var count: Int { Int(info.count) }

  func begin(_ id: UInt64) throws(Fault) {
    try check { unsafe hsp_statistics_begin(handle, id, &$0) }
  }

  func put(_ values: [Float], at t: Int32) throws(Fault) {
    try check { unsafe hsp_statistics_put(handle, t, values, values.count, &$0) }
  }

  func commit() throws(Fault) { try check { unsafe hsp_statistics_commit(handle, &$0) } }

  /// Adds a sample, its values timestep behind timestep.
  func add(_ id: UInt64, _ values: [Float], _ timesteps: [Int32]) throws(Fault) {
    try begin(id)
    let size = values.count / timesteps.count
    for (index, t) in timesteps.enumerated() {
      try put(Array(values[index * size..<(index + 1) * size]), at: t)
    }
    try commit()
  }

  func merge(_ other: TestStatistics) throws(Fault) {
    try check { unsafe hsp_statistics_merge(handle, other.handle, &$0) }
  }

  func mean(_ entry: UInt32, count: Int) throws(Fault) -> [Double] {
    var mean = [Double](repeating: .nan, count: count)
    try check { unsafe hsp_statistics_mean(handle, entry, &mean, count, &$0) }
    return mean
  }

  func matrices(_ entry: UInt32, size: Int) throws(Fault) -> (gram: [Double], metric: [Double]) {
    var gram = [Double](repeating: .nan, count: size * size)
    var metric = gram
    try check { unsafe hsp_statistics_matrices(handle, entry, &gram, &metric, size, &$0) }
    return (gram, metric)
  }

  func samples() -> [UInt64] {
    var ids = [UInt64](repeating: 0, count: count)
    guard unsafe hsp_statistics_samples(handle, &ids, ids.count) == HSP_OK else { return [] }
    return ids
  }

  /// The values of a direction of coefficients, timestep behind timestep.
  func direction(_ coefficients: [Double], name: String = "d") throws(Fault) -> [Float] {
    var direction: OpaquePointer?
    try check { error in
      unsafe hsp_statistics_direction(
        handle, coefficients, coefficients.count, name, nil, &direction, &error)
    }
    return unsafe values(direction)
  }

  func difference(to other: TestStatistics) throws(Fault) -> [Float] {
    var direction: OpaquePointer?
    try check { error in
      unsafe hsp_statistics_difference(handle, other.handle, "d", nil, &direction, &error)
    }
    return unsafe values(direction)
  }

  func saved() throws(Fault) -> [UInt8] {
    let sink = Sink()
    try check { error in
      unsafe sink.withSink { unsafe hsp_statistics_save(handle, $0, &error) }
    }
    return sink.bytes
  }

  private func values(_ direction: OpaquePointer?) -> [Float] {
    guard let direction = unsafe direction else { return [] }
    defer { unsafe hsp_direction_destroy(direction) }
    let about = info
    let size = Int(about.channels * about.height * about.width)
    var all: [Float] = []
    for entry in 0..<about.entries {
      var values = [Float](repeating: .nan, count: size)
      var t: Int32 = 0
      guard unsafe hsp_direction_values(direction, entry, &t, &values, size) == HSP_OK else {
        return []
      }
      all += values
    }
    return all
  }
}
