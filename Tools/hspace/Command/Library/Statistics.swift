import CHSpace

/// Sums over samples of h or x, from which directions are found.
@safe
package final class Statistics {
  // Owned: made or opened in init, destroyed in deinit.
  package let handle: OpaquePointer

  /// Statistics of no sample, with the fields of `info` that are given, not read.
  package init(_ info: hsp_statistics_info, timesteps: [Int32]) throws(LibraryError) {
    var info = info
    info.struct_size = UInt32(MemoryLayout<hsp_statistics_info>.size)
    info.entries = UInt32(timesteps.count)
    var error = emptyError()
    var handle: OpaquePointer?
    // info.entries is the array's count.
    let status = unsafe hsp_statistics_create(&info, timesteps, nil, &handle, &error)
    guard status == HSP_OK, let made = unsafe handle else { throw LibraryError(status, error) }
    unsafe self.handle = made
  }

  /// Opens a file, with room for more samples.
  package init(path: String, capacity: Int = 0) throws(LibraryError) {
    var error = emptyError()
    var handle: OpaquePointer?
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var source = unsafe hsp_from_path(name)
      return unsafe hsp_statistics_open(&source, UInt64(capacity), nil, &handle, &error)
    }
    guard status == HSP_OK, let opened = unsafe handle else { throw LibraryError(status, error) }
    unsafe self.handle = opened
  }

  deinit { unsafe hsp_statistics_destroy(handle) }

  package var info: hsp_statistics_info {
    var info = hsp_statistics_info()
    info.struct_size = UInt32(MemoryLayout<hsp_statistics_info>.size)
    let status = unsafe hsp_statistics_describe(handle, &info)
    precondition(status == HSP_OK)
    return info
  }

  /// Samples so far.
  package var count: Int { Int(info.count) }

  /// Whether the samples are of a model.
  package func belong(to model: Model) -> Bool {
    let (own, wanted) = (info.identity, model.info.identity)
    return unsafe withUnsafeBytes(of: own) { own in
      // Both views are used inside the closures only.
      unsafe withUnsafeBytes(of: wanted) { unsafe own.elementsEqual($0) }
    }
  }

  package func timesteps() throws(LibraryError) -> [Int32] {
    var timesteps = [Int32](repeating: 0, count: Int(info.entries))
    let status = unsafe hsp_statistics_timesteps(handle, &timesteps, timesteps.count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return timesteps
  }

  /// Ids of the samples, in the order in which they came.
  package func samples() throws(LibraryError) -> [UInt64] {
    var ids = [UInt64](repeating: 0, count: count)
    let status = unsafe hsp_statistics_samples(handle, &ids, ids.count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return ids
  }

  package func save(to path: String) throws(LibraryError) {
    var error = emptyError()
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var sink = unsafe hsp_to_path(name)
      return unsafe hsp_statistics_save(handle, &sink, &error)
    }
    try check(status, error)
  }

  /// The number that stands for a sample's bytes.
  package static func id(of bytes: [UInt8]) -> UInt64 {
    unsafe hsp_sample_id(bytes, bytes.count)
  }
}
