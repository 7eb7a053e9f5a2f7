import CHSpace

/// The options of a session in Swift's words.
struct SessionSettings {
  var flags: UInt32 = 0
  var threads: Int32 = 1
  var height: UInt32 = 0
  var width: UInt32 = 0
  var isa: String?
  /// nil: the first.
  var program: String?
  /// Runs the lanes on threads of the test's own.
  var lanes: Lanes?
  var allocator: CountingAllocator?
  var structSize = unsafe UInt32(MemoryLayout<hsp_session_options>.size)
  var reserved: UInt32 = 0
  var weights = UInt32(HSP_WEIGHTS_MAPPED.rawValue)
  var memoryBudget: UInt64 = 0

  init(threads: Int32 = 1, height: UInt32 = 0, width: UInt32 = 0, flags: UInt32 = 0) {
    self.threads = threads
    self.height = height
    self.width = width
    self.flags = flags
  }

  /// Lends the C struct, and what it points to, for one call.
  func withOptions<R>(_ body: (UnsafePointer<hsp_session_options>) throws -> R) throws -> R {
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    unsafe options.struct_size = structSize
    unsafe options.flags = flags
    unsafe options.threads = threads
    unsafe options.height = height
    unsafe options.width = width
    unsafe options.reserved = reserved
    unsafe options.weights = weights
    unsafe options.memory_budget = memoryBudget
    if let lanes {
      unsafe options.parallel_for = Lanes.parallelFor
      unsafe options.parallel_user = Unmanaged.passUnretained(lanes).toOpaque()
    }
    return try unsafe withAllocator(allocator) { allocator in
      unsafe options.allocator = unsafe allocator
      return try unsafe withCString(program) { program in
        unsafe options.program = unsafe program
        return try unsafe withCString(isa) { isa in
          unsafe options.isa = unsafe isa
          return try unsafe body(&options)
        }
      }
    }
  }
}

/// Lends an optional C string for one call.
private func withCString<R>(
  _ text: String?, _ body: (UnsafePointer<CChar>?) throws -> R
) rethrows -> R {
  guard let text else { return try body(nil) }
  return try unsafe text.withCString { try unsafe body($0) }
}
