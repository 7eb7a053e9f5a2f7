import CHSpace

/// An open model.
@safe
final class TestModel: @unchecked Sendable {
  // Owned: made in init, destroyed in deinit.
  let handle: OpaquePointer
  private let memory: AlignedBytes?
  private let allocator: CountingAllocator?

  /// The fixture, from its file.
  static func fixture() throws -> TestModel {
    try TestModel(Source(path: ConvertedModel.shared.path))
  }

  init(_ source: Source, _ allocator: CountingAllocator? = nil) throws {
    self.allocator = allocator
    // A model borrows memory that it was opened from.
    memory = source.way == .memory ? AlignedBytes(source.bytes) : nil
    var handle: OpaquePointer?
    func open(_ source: UnsafePointer<hsp_source>) throws(Fault) {
      try check { error in
        unsafe withAllocator(allocator) { unsafe hsp_model_open(source, $0, &handle, &error) }
      }
    }
    if let memory {
      var borrowed = unsafe hsp_from_memory(memory.base, UInt64(memory.count))
      unsafe borrowed.flags = source.flags
      try unsafe open(&borrowed)
    } else {
      try unsafe source.withSource { try unsafe open($0) }
    }
    unsafe self.handle = handle!
  }

  deinit { unsafe hsp_model_destroy(handle) }

  func verify() throws(Fault) {
    try check { unsafe hsp_model_verify(handle, &$0) }
  }

  var info: hsp_model_info {
    var info = hsp_model_info()
    info.struct_size = UInt32(MemoryLayout<hsp_model_info>.size)
    guard unsafe hsp_model_describe(handle, &info) == HSP_OK else { return hsp_model_info() }
    return info
  }

  var identity: [UInt8] {
    // The copy outlives the closure.
    unsafe withUnsafeBytes(of: info.identity) { unsafe Array($0) }
  }

  /// What a session would need.
  func memory(_ settings: SessionSettings = SessionSettings()) throws -> hsp_memory {
    var memory = hsp_memory()
    memory.struct_size = UInt32(MemoryLayout<hsp_memory>.size)
    try unsafe settings.withOptions { options in
      try check { unsafe hsp_session_memory(handle, options, &memory, &$0) }
    }
    return memory
  }
}
