import CHSpace

extension Statistics {
  /// Begins a sample; one that was not added is dropped.
  package func begin(_ id: UInt64) throws(LibraryError) {
    var error = emptyError()
    try check(unsafe hsp_statistics_begin(handle, id, &error), error)
  }

  /// Takes the sample's values at a timestep.
  package func put(_ values: [Float], at timestep: Int32) throws(LibraryError) {
    var error = emptyError()
    // The array's own count is passed.
    try check(
      unsafe hsp_statistics_put(handle, timestep, values, values.count, &error), error)
  }

  /// Adds the sample.
  package func commit() throws(LibraryError) {
    var error = emptyError()
    try check(unsafe hsp_statistics_commit(handle, &error), error)
  }

  /// Adds the samples of others.
  package func merge(_ other: Statistics) throws(LibraryError) {
    var error = emptyError()
    try check(unsafe hsp_statistics_merge(handle, other.handle, &error), error)
  }
}
