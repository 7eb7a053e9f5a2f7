import CHSpace

/// The callbacks of a quantisation, and what they heard.
final class Quantisation {
  private(set) var errors: [String: Double] = [:]
  private(set) var calls = 0
  private(set) var done: UInt64 = 0
  private(set) var total: UInt64 = 0
  /// Calls of progress that let the work go on.
  var patience = Int.max
  var flags: UInt32 = 0

  /// Lends options with the callbacks for one call.
  func withOptions(_ body: (UnsafePointer<hsp_quantize_options>) -> hsp_status) -> hsp_status {
    var options = unsafe hsp_quantize_options()
    unsafe hsp_quantize_options_init(&options)
    unsafe options.flags = flags
    unsafe options.report = { user, name, error in
      unsafe Quantisation.of(user).errors[String(cString: name)] = error
    }
    unsafe options.progress = { user, done, total in
      let this = unsafe Quantisation.of(user)
      (this.calls, this.done, this.total) = (this.calls + 1, done, total)
      return this.calls <= this.patience ? 0 : 7
    }
    unsafe options.user = unsafe Unmanaged.passUnretained(self).toOpaque()
    defer { withExtendedLifetime(self) {} }
    return unsafe body(&options)
  }

  private static func of(_ user: UnsafeMutableRawPointer?) -> Quantisation {
    // withOptions put the object there, and keeps it.
    unsafe Unmanaged<Quantisation>.fromOpaque(user!).takeUnretainedValue()
  }
}

extension TestModel {
  /// Quantises to a path.
  func quantise(
    to path: String, _ listener: Quantisation = Quantisation(),
    _ allocator: CountingAllocator? = nil
  ) throws(Fault) {
    try check { error in
      unsafe Sink.with(path: path) { sink in
        unsafe quantise(sink, listener, allocator, &error)
      }
    }
  }

  /// Quantises into a sink.
  func quantise(
    into sink: Sink, _ listener: Quantisation = Quantisation(),
    _ allocator: CountingAllocator? = nil
  ) throws(Fault) {
    try check { error in
      unsafe sink.withSink { sink in unsafe quantise(sink, listener, allocator, &error) }
    }
  }

  private func quantise(
    _ sink: UnsafePointer<hsp_sink>, _ listener: Quantisation, _ allocator: CountingAllocator?,
    _ error: UnsafeMutablePointer<hsp_error>
  ) -> hsp_status {
    unsafe withAllocator(allocator) { allocator in
      unsafe listener.withOptions { options in
        unsafe hsp_model_quantize(handle, options, allocator, sink, error)
      }
    }
  }

  /// The int8 file of the fixture.
  static func quantisedFixture() throws -> [UInt8] {
    let sink = Sink()
    try fixture().quantise(into: sink)
    return sink.bytes
  }
}
