import CHSpace

extension Statistics {
  /// Values at one timestep.
  package var valueCount: Int {
    let info = info
    return Int(info.channels) * Int(info.height) * Int(info.width)
  }

  /// Vectors that coefficients belong to.
  package var basisCount: Int {
    info.kind == HSP_STATISTICS_ROWS.rawValue ? count : Int(info.rank)
  }

  package func mean(_ entry: Int) throws(LibraryError) -> [Double] {
    var mean = [Double](repeating: 0, count: valueCount)
    var error = emptyError()
    try check(
      unsafe hsp_statistics_mean(handle, UInt32(entry), &mean, mean.count, &error), error)
    return mean
  }

  /// Inner products of the basis vectors, and the metric that eigenvectors are scaled in.
  package func matrices(
    _ entry: Int
  ) throws(LibraryError) -> (gram: [Double], metric: [Double]) {
    let size = basisCount
    var gram = [Double](repeating: 0, count: size * size)
    var metric = gram
    var error = emptyError()
    // Both arrays have size times size values.
    try check(
      unsafe hsp_statistics_matrices(handle, UInt32(entry), &gram, &metric, size, &error), error)
    return (gram, metric)
  }

  /// The direction of coefficients of the basis, those of the first timestep first.
  package func direction(_ coefficients: [Double], name: String) throws(LibraryError) -> Direction {
    var error = emptyError()
    var direction: OpaquePointer?
    // The array's own count is passed; the name is a C string for the call.
    let status = unsafe hsp_statistics_direction(
      handle, coefficients, coefficients.count, name, nil, &direction, &error)
    guard status == HSP_OK, let made = unsafe direction else { throw LibraryError(status, error) }
    return unsafe Direction(owning: made)
  }

  /// The direction from the mean of others to this one.
  package func difference(to other: Statistics, name: String) throws(LibraryError) -> Direction {
    var error = emptyError()
    var direction: OpaquePointer?
    // The name is a C string for the call.
    let status = unsafe hsp_statistics_difference(
      handle, other.handle, name, nil, &direction, &error)
    guard status == HSP_OK, let made = unsafe direction else { throw LibraryError(status, error) }
    return unsafe Direction(owning: made)
  }
}
