import CHSpace

extension Session {
  /// Takes values as x_0.
  package func set(values: [Float]) throws(LibraryError) {
    try check(unsafe hsp_session_set_values(handle, values, values.count))
  }

  /// Takes values as x_T.
  package func set(latent: [Float]) throws(LibraryError) {
    try check(unsafe hsp_session_set_latent(handle, latent, latent.count))
  }

  /// Takes the noise of a seed as x_T.
  package func set(noise seed: UInt64) throws(LibraryError) {
    try check(unsafe hsp_session_set_noise(handle, seed))
  }

  /// Copies a value out; allowed in callbacks.
  package func read(_ value: hsp_value, count: Int) throws(LibraryError) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    try check(unsafe hsp_session_read(handle, value, &values, count))
    return values
  }

  /// Saves what the session holds.
  package func save(to path: String) throws(LibraryError) {
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var sink = unsafe hsp_to_path(name)
      return unsafe hsp_session_save(handle, &sink)
    }
    try check(status)
  }

  /// Loads what was saved.
  package func load(from path: String) throws(LibraryError) {
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_session_load(handle, &source)
    }
    try check(status)
  }

  /// Takes RGB bytes of the session's size as x_0.
  package func set(pixels: [UInt8], width: Int, height: Int) throws(LibraryError) {
    var pixels = pixels
    let status = unsafe withPicture(&pixels, width, height) { picture in
      unsafe hsp_session_set_picture(handle, picture)
    }
    try check(status)
  }

  /// Copies x out as RGB bytes.
  package func pixels(width: Int, height: Int) throws(LibraryError) -> [UInt8] {
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    let status = unsafe withPicture(&pixels, width, height) { picture in
      unsafe hsp_session_get_picture(handle, picture)
    }
    try check(status)
    return pixels
  }

  private func withPicture(
    _ pixels: inout [UInt8], _ width: Int, _ height: Int,
    _ body: (UnsafeMutablePointer<hsp_picture>) -> hsp_status
  ) -> hsp_status {
    precondition(pixels.count == width * height * 3)
    return unsafe pixels.withUnsafeMutableBufferPointer { buffer in
      // The count was just checked; the picture is gone when the closure returns.
      guard let start = buffer.baseAddress else { return HSP_ERROR_ARGUMENT }
      var picture = unsafe hsp_picture(
        struct_size: UInt32(MemoryLayout<hsp_picture>.size), width: UInt32(width),
        height: UInt32(height), channels: 3, stride: width * 3, pixels: start)
      return unsafe body(&picture)
    }
  }
}
