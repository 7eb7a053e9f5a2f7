import CHSpace

/// How to set up a session.
package struct SessionOptions {
  package var threads = 1
  /// Size of x; nil: what the model was trained for.
  package var size: (width: Int, height: Int)?
  /// Instruction set by name; nil: the best that the processor has.
  package var isa: String?
  /// The program to run by name; nil: the model's first.
  package var program: String?
  /// No asymmetric edits will be run.
  package var plain = false
  package var weights = Weights.mapped
  /// Formats of values, and of skips: nil for what goes without saying.
  package var storage: Storage?
  package var skips: Storage?
  /// Bytes that the session may take; 0: any number.
  package var memoryBudget: UInt64 = 0
  /// A session whose values and scratch are used too; the two take turns.
  package var beside: Session?

  package init() {}

  /// Calls with the options as the library takes them.
  package func withOptions<Result>(
    _ body: (UnsafePointer<hsp_session_options>) -> Result
  ) -> Result {
    var options = unsafe hsp_session_options()
    unsafe hsp_session_options_init(&options)
    unsafe options.flags = plain ? HSP_SESSION_PLAIN : 0
    unsafe options.threads = Int32(clamping: threads)
    unsafe options.weights = weights.number
    unsafe options.memory_budget = memoryBudget
    unsafe options.beside = beside?.handle
    unsafe options.storage = storage?.number ?? HSP_STORAGE_DEFAULT.rawValue
    unsafe options.skips = skips?.number ?? HSP_STORAGE_DEFAULT.rawValue
    if let size {
      unsafe options.width = UInt32(clamping: size.width)
      unsafe options.height = UInt32(clamping: size.height)
    }
    return unsafe Self.withCString(isa) { isa in
      unsafe Self.withCString(program) { program in
        // The library copies what it needs of the options during the call.
        unsafe options.isa = isa
        unsafe options.program = program
        return unsafe body(&options)
      }
    }
  }

  /// Calls with a C string that lives for the call, or with nil.
  private static func withCString<Result>(
    _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
  ) -> Result {
    guard let text else { return body(nil) }
    return unsafe text.withCString { unsafe body($0) }
  }
}

extension Model {
  /// What a session with these options takes.
  package func memory(
    _ options: SessionOptions = SessionOptions()
  ) throws(LibraryError) -> hsp_memory {
    var error = emptyError()
    var memory = hsp_memory()
    memory.struct_size = UInt32(MemoryLayout<hsp_memory>.size)
    let status = unsafe options.withOptions { options in
      unsafe hsp_session_memory(handle, options, &memory, &error)
    }
    try check(status, error)
    return memory
  }
}
