import CHSpace

/// A direction in h-space.
@safe
final class TestDirection: @unchecked Sendable {
  // Owned: made in init, destroyed in deinit.
  let handle: OpaquePointer
  private let allocator: CountingAllocator?

  /// One dh for all timesteps unless timesteps are given.
  init(
    _ model: TestModel, _ values: [Float], timesteps: [Int32] = [-1], steps: UInt32 = 0,
    extents: (UInt32, UInt32, UInt32)? = nil, name: String = "test", entries: UInt32? = nil,
    structSize: Int = MemoryLayout<hsp_direction_info>.size, identity: [UInt8]? = nil,
    intercept: Double = 0, _ allocator: CountingAllocator? = nil
  ) throws(Fault) {
    self.allocator = allocator
    let about = model.info
    var info = hsp_direction_info()
    info.struct_size = UInt32(structSize)
    info.entries = entries ?? UInt32(timesteps.count)
    (info.channels, info.height, info.width) =
      extents ?? (about.h_channels, about.h_height, about.h_width)
    info.steps = steps
    info.intercept = intercept
    // Both arrays are fields of the record, and larger than what is copied.
    unsafe withUnsafeMutableBytes(of: &info.identity) {
      unsafe $0.copyBytes(from: identity ?? model.identity)
    }
    unsafe withUnsafeMutableBytes(of: &info.name) {
      unsafe $0.copyBytes(from: name.utf8.prefix(64))
    }
    var handle: OpaquePointer?
    try check { error in
      unsafe withAllocator(allocator) { allocator in
        unsafe hsp_direction_create(&info, timesteps, values, allocator, &handle, &error)
      }
    }
    unsafe self.handle = handle!
  }

  /// A direction of a file.
  init(_ source: Source, name: String? = nil, _ allocator: CountingAllocator? = nil) throws {
    self.allocator = allocator
    var handle: OpaquePointer?
    // A direction borrows memory that it was opened from: this one is read through a callback.
    var source = source
    if source.way == .memory { source.way = .callback }
    try unsafe source.withSource { source in
      try check { error in
        unsafe withAllocator(allocator) { allocator in
          unsafe hsp_direction_open(source, name, allocator, &handle, &error)
        }
      }
    }
    unsafe self.handle = handle!
  }

  deinit { unsafe hsp_direction_destroy(handle) }

  func save(_ sink: Sink) throws(Fault) {
    try check { error in unsafe sink.withSink { unsafe hsp_direction_save(handle, $0, &error) } }
  }

  func save(path: String) throws(Fault) {
    try check { error in
      unsafe Sink.with(path: path) { unsafe hsp_direction_save(handle, $0, &error) }
    }
  }

  /// The direction's file.
  func saved() throws(Fault) -> [UInt8] {
    let sink = Sink()
    try save(sink)
    return sink.bytes
  }

  var info: hsp_direction_info {
    var info = hsp_direction_info()
    info.struct_size = UInt32(MemoryLayout<hsp_direction_info>.size)
    guard unsafe hsp_direction_describe(handle, &info) == HSP_OK else {
      return hsp_direction_info()
    }
    return info
  }

  /// An entry's timestep and values.
  func entry(_ index: UInt32) throws(Fault) -> (Int32, [Float]) {
    let about = info
    var values = [Float](
      repeating: .nan, count: Int(about.channels * about.height * about.width))
    var timestep: Int32 = -7
    let status = unsafe hsp_direction_values(handle, index, &timestep, &values, values.count)
    if status != HSP_OK { throw Fault(status, hsp_error()) }
    return (timestep, values)
  }
}

extension TestDirection {
  /// A direction of random values that fits a session's h.
  static func random(
    _ session: TestSession, seed: UInt64 = 1, timesteps: [Int32] = [-1], steps: UInt32 = 0
  ) throws -> TestDirection {
    let (channels, height, width) = try session.extents("h")
    return try TestDirection(
      session.model, normal(channels * height * width * timesteps.count, seed: seed),
      timesteps: timesteps, steps: steps,
      extents: (UInt32(channels), UInt32(height), UInt32(width)))
  }
}
