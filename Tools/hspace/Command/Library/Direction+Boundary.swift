import CHSpace

/// A direction as the normal of a boundary.
extension Direction {
  /// The signed distance of values from the plane of an entry.
  package func distance(
    of values: [Float], entry: Int = 0, withIntercept: Bool = false
  ) throws(LibraryError) -> Double {
    var error = emptyError()
    var distance = 0.0
    // The count is the array's.
    let status = unsafe hsp_direction_distance(
      handle, UInt32(entry), withIntercept ? HSP_BOUNDARY_INTERCEPT : 0, values, values.count,
      &distance, &error)
    try check(status, error)
    return distance
  }

  /// The values, moved along the normal to a signed distance.
  package func placed(
    _ values: [Float], at distance: Double, entry: Int = 0, withIntercept: Bool = false
  ) throws(LibraryError) -> [Float] {
    var error = emptyError()
    var moved = values
    // The count is the array's.
    let status = unsafe hsp_direction_place(
      handle, UInt32(entry), withIntercept ? HSP_BOUNDARY_INTERCEPT : 0, distance, &moved,
      moved.count, &error)
    try check(status, error)
    return moved
  }

  /// Saves directions of one model, whose names differ, as one file.
  package static func save(
    _ directions: [Direction], to path: String
  ) throws(LibraryError) {
    var error = emptyError()
    // The handles live as long as their objects, which the array keeps.
    let status = withExtendedLifetime(directions) {
      let handles = unsafe directions.map { unsafe Optional($0.handle) }
      return unsafe path.withCString { name in
        var sink = unsafe hsp_to_path(name)
        return unsafe hsp_directions_save(handles, handles.count, &sink, &error)
      }
    }
    try check(status, error)
  }
}
