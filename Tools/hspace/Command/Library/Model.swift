import CHSpace

/// An open model file.
@safe
package final class Model {
  package let path: String
  // Owned: opened in init, closed in deinit, never handed out but to sessions that keep the model.
  package let handle: OpaquePointer
  package let info: hsp_model_info

  package init(path: String, verify: Bool = false) throws(LibraryError) {
    var error = emptyError()
    var handle: OpaquePointer?
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      unsafe source.flags = verify ? HSP_SOURCE_VERIFY : 0
      return unsafe hsp_model_open(&source, nil, &handle, &error)
    }
    guard status == HSP_OK, let model = unsafe handle else { throw LibraryError(status, error) }
    var info = hsp_model_info()
    info.struct_size = UInt32(MemoryLayout<hsp_model_info>.size)
    let described = unsafe hsp_model_describe(model, &info)
    guard described == HSP_OK else {
      unsafe hsp_model_destroy(model)
      throw LibraryError(described)
    }
    self.path = path
    unsafe self.handle = model
    self.info = info
  }

  deinit { unsafe hsp_model_destroy(handle) }

  /// Values of h in one direction entry, at the size that the model was trained for.
  package var hCount: Int { Int(info.h_channels) * Int(info.h_height) * Int(info.h_width) }

  /// Whether it is a diffusion model: an autoencoder, a direction network and one of LPIPS have no U-Net.
  package var hasUNet: Bool { info.channels > 0 && hCount > 0 }

  /// What tells it from other models, as text.
  package var identity: String {
    // The view is used inside the closure only.
    unsafe withUnsafeBytes(of: info.identity) { bytes in
      unsafe bytes.map { String($0, radix: 16) }.joined(separator: ".")
    }
  }

  /// Key and value strings of the file.
  package func metadata() throws(LibraryError) -> [(key: String, value: String)] {
    var pairs: [(key: String, value: String)] = []
    var key = [CChar](repeating: 0, count: 1025)
    var value = key
    for index in 0..<info.metadata {
      // The library writes at most the given sizes, and a NUL.
      let status = unsafe hsp_model_metadata(
        handle, index, &key, key.count, &value, value.count)
      guard status == HSP_OK else { throw LibraryError(status) }
      pairs.append((string(key), string(value)))
    }
    return pairs
  }

  /// The alpha_bar table.
  package func schedule() throws(LibraryError) -> [Double] {
    var table = [Double](repeating: 0, count: Int(info.timesteps))
    // The array has exactly the count that is passed.
    let status = unsafe hsp_model_schedule(handle, &table, table.count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return table
  }

  private func string(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
