import CHSpace

/// A picture or latent code in work with one model.
@safe
package final class Session {
  package let model: Model
  /// Kept, because its memory is used.
  private let beside: Session?
  // Owned: created in init, destroyed in deinit; the model is kept as long.
  package let handle: OpaquePointer

  package init(_ model: Model, _ options: SessionOptions = SessionOptions()) throws(LibraryError) {
    var error = emptyError()
    var handle: OpaquePointer?
    let status = unsafe options.withOptions { options in
      unsafe hsp_session_create(model.handle, options, nil, 0, &handle, &error)
    }
    guard status == HSP_OK, let session = unsafe handle else { throw LibraryError(status, error) }
    self.model = model
    beside = options.beside
    unsafe self.handle = session
  }

  deinit { unsafe hsp_session_destroy(handle) }

  /// Throws the session's last error unless a call succeeded.
  package func check(_ status: hsp_status) throws(LibraryError) {
    guard status != HSP_OK else { return }
    var error = emptyError()
    unsafe hsp_session_last_error(handle, &error)
    throw LibraryError(status, error)
  }

  /// Name of the instruction set in use.
  package var isa: String {
    var name: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &name) { bytes in
      // The view is used inside the closure only, and its size is passed.
      guard let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress else { return }
      unsafe hsp_session_isa(handle, start, bytes.count)
    }
    return text(of: name)
  }

  /// What the session holds.
  package func describe() throws(LibraryError) -> hsp_latent_info {
    var info = hsp_latent_info()
    info.struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    try check(unsafe hsp_session_describe(handle, &info))
    return info
  }

  /// Channels, height and width of a named value of the program.
  package func extents(of name: String) throws(LibraryError) -> Extents {
    var (channels, height, width): (UInt32, UInt32, UInt32) = (0, 0, 0)
    // The string is passed as a C string for the call.
    try check(unsafe hsp_session_extents(handle, name, &channels, &height, &width))
    return Extents(channels: Int(channels), height: Int(height), width: Int(width))
  }
}

/// Size of a value.
package struct Extents: Equatable, CustomStringConvertible {
  package var channels, height, width: Int

  package init(channels: Int, height: Int, width: Int) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  package var count: Int { channels * height * width }
  package var description: String { "\(channels) x \(height) x \(width)" }
}
