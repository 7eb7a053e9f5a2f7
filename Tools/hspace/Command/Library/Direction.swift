import CHSpace

/// A direction in h-space.
@safe
package final class Direction {
  // Owned: made or opened in init, destroyed in deinit; edits keep the direction.
  package let handle: OpaquePointer

  /// Takes over a direction that the library has made.
  init(owning handle: OpaquePointer) { unsafe self.handle = handle }

  /// Opens a direction of a file; name nil: the first.
  package init(path: String, name: String? = nil) throws(LibraryError) {
    var error = emptyError()
    var handle: OpaquePointer?
    let status = unsafe path.withCString { file in
      // File and name outlive the call.
      var source = unsafe hsp_from_path(file)
      guard let name else { return unsafe hsp_direction_open(&source, nil, nil, &handle, &error) }
      return unsafe hsp_direction_open(&source, name, nil, &handle, &error)
    }
    guard status == HSP_OK, let direction = unsafe handle else { throw LibraryError(status, error) }
    unsafe self.handle = direction
  }

  /// Makes a direction for a model of one entry for each timestep, which must fall.
  package convenience init(
    name: String, model: Model, extents: Extents, steps: Int, timesteps: [Int32],
    values: [Float], intercept: Double = 0
  ) throws(LibraryError) {
    var info = hsp_direction_info()
    info.steps = UInt32(steps)
    info.identity = model.info.identity
    info.intercept = intercept
    unsafe withUnsafeMutableBytes(of: &info.name) { bytes in
      // One byte stays for the NUL; a longer name is cut by the caller.
      unsafe bytes.copyBytes(from: name.utf8.prefix(bytes.count - 1))
    }
    try self.init(info, extents: extents, timesteps: timesteps, values: values)
  }

  /// Makes a direction with the steps, identity and name of `info`.
  package init(
    _ info: hsp_direction_info, extents: Extents, timesteps: [Int32], values: [Float]
  ) throws(LibraryError) {
    precondition(values.count == timesteps.count * extents.count)
    var info = info
    info.struct_size = UInt32(MemoryLayout<hsp_direction_info>.size)
    info.entries = UInt32(timesteps.count)
    info.channels = UInt32(extents.channels)
    info.height = UInt32(extents.height)
    info.width = UInt32(extents.width)
    var error = emptyError()
    var handle: OpaquePointer?
    // The counts are the ones in info, checked above.
    let status = unsafe hsp_direction_create(&info, timesteps, values, nil, &handle, &error)
    guard status == HSP_OK, let direction = unsafe handle else { throw LibraryError(status, error) }
    unsafe self.handle = direction
  }

  deinit { unsafe hsp_direction_destroy(handle) }

  package func describe() throws(LibraryError) -> hsp_direction_info {
    var info = hsp_direction_info()
    info.struct_size = UInt32(MemoryLayout<hsp_direction_info>.size)
    let status = unsafe hsp_direction_describe(handle, &info)
    guard status == HSP_OK else { throw LibraryError(status) }
    return info
  }

  /// Whether the direction was made for a model.
  package func belongs(to model: Model) throws(LibraryError) -> Bool {
    var (own, wanted) = (try describe().identity, model.info.identity)
    return unsafe withUnsafeBytes(of: &own) { own in
      // Both views are used inside the closures only.
      unsafe withUnsafeBytes(of: &wanted) { unsafe own.elementsEqual($0) }
    }
  }

  /// Timestep and values of an entry.
  package func entry(_ index: Int) throws(LibraryError) -> (timestep: Int32, values: [Float]) {
    let info = try describe()
    let count = Int(info.channels) * Int(info.height) * Int(info.width)
    var timestep: Int32 = 0
    var values = [Float](repeating: 0, count: count)
    let status = unsafe hsp_direction_values(
      handle, UInt32(index), &timestep, &values, count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return (timestep, values)
  }

  /// Values of all entries, one behind the other.
  package func values() throws(LibraryError) -> [Float] {
    var values: [Float] = []
    for index in 0..<Int(try describe().entries) { values += try entry(index).values }
    return values
  }

  package func save(to path: String) throws(LibraryError) {
    var error = emptyError()
    let status = unsafe path.withCString { name in
      // The name outlives the call.
      var sink = unsafe hsp_to_path(name)
      return unsafe hsp_direction_save(handle, &sink, &error)
    }
    try check(status, error)
  }
}
