import CHSpace

/// A session, and everything that it borrows.
@safe
final class TestSession: @unchecked Sendable {
  // Owned: made in init, destroyed in deinit; the model is kept as long.
  let handle: OpaquePointer
  let model: TestModel
  private let settings: SessionSettings
  private let memory: Memory?
  /// Values of x and h, known before a callback wants to read them.
  private(set) var pictureCount = 0
  private(set) var hiddenCount = 0

  /// Memory NULL and size 0: the allocator's memory.
  init(
    _ model: TestModel, _ settings: SessionSettings = SessionSettings(), memory: Memory? = nil,
    size: Int? = nil
  ) throws {
    self.model = model
    self.settings = settings
    self.memory = memory
    var handle: OpaquePointer?
    try unsafe settings.withOptions { options in
      try check { error in
        unsafe hsp_session_create(
          model.handle, options, memory?.base, size ?? memory?.count ?? 0, &handle, &error)
      }
    }
    unsafe self.handle = handle!
    pictureCount = try count("x")
    hiddenCount = try count("h")
  }

  deinit { unsafe hsp_session_destroy(handle) }

  /// The last error of the session.
  var lastError: Fault {
    var error = hsp_error()
    error.struct_size = UInt32(MemoryLayout<hsp_error>.size)
    unsafe hsp_session_last_error(handle, &error)
    return Fault(error.status, error)
  }

  func checked(_ status: hsp_status) throws(Fault) {
    guard status != HSP_OK else { return }
    var error = hsp_error()
    unsafe hsp_session_last_error(handle, &error)
    throw Fault(status, error)
  }

  var isa: String {
    var name: (UInt64, UInt64) = (0, 0)
    unsafe withUnsafeMutableBytes(of: &name) { bytes in
      // The view is used inside the closure only, and its size is passed.
      unsafe hsp_session_isa(handle, bytes.assumingMemoryBound(to: CChar.self).baseAddress!, 16)
    }
    return text(of: name)
  }

  func extents(_ name: String) throws(Fault) -> (Int, Int, Int) {
    var (channels, height, width): (UInt32, UInt32, UInt32) = (0, 0, 0)
    let status = unsafe hsp_session_extents(handle, name, &channels, &height, &width)
    if status != HSP_OK { throw Fault(status, hsp_error()) }
    return (Int(channels), Int(height), Int(width))
  }

  func count(_ name: String) throws(Fault) -> Int {
    let (channels, height, width) = try extents(name)
    return channels * height * width
  }

  func describe() throws(Fault) -> hsp_latent_info {
    var info = hsp_latent_info()
    info.struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    let status = unsafe hsp_session_describe(handle, &info)
    if status != HSP_OK { throw Fault(status, hsp_error()) }
    return info
  }

  func cancel() { unsafe hsp_session_cancel(handle) }
}
