import CHSpace

/// A write callback's end: takes bytes until it is full.
final class Sink {
  private(set) var bytes: [UInt8] = []
  private(set) var calls = 0
  let capacity: Int
  /// Called at every write.
  var visit: () -> Void = {}

  init(capacity: Int = .max) { self.capacity = capacity }

  /// Lends the C struct for one call.
  func withSink(_ body: (UnsafePointer<hsp_sink>) -> hsp_status) -> hsp_status {
    var sink = unsafe hsp_to_writer(
      { user, bytes, size in
        unsafe Unmanaged<Sink>.fromOpaque(user!).takeUnretainedValue().write(bytes, size)
      }, Unmanaged.passUnretained(self).toOpaque())
    return unsafe body(&sink)
  }

  private func write(_ start: UnsafeRawPointer, _ size: Int) -> Int32 {
    calls += 1
    visit()
    guard bytes.count + size <= capacity else { return 28 }
    // The library promises size readable bytes.
    unsafe bytes.append(contentsOf: UnsafeRawBufferPointer(start: start, count: size))
    return 0
  }

  /// Lends the C struct of a path for one call.
  static func with(path: String, _ body: (UnsafePointer<hsp_sink>) -> hsp_status) -> hsp_status {
    unsafe path.withCString { path in
      var sink = unsafe hsp_to_path(path)
      return unsafe body(&sink)
    }
  }
}
