import CHSpace

extension Direction {
  /// The sum of directions times their weights.
  package static func combination(
    _ parts: [(direction: Direction, weight: Double)], name: String
  ) throws(LibraryError) -> Direction {
    var error = emptyError()
    var combined: OpaquePointer?
    // The list keeps its directions until the call returns.
    let status = withExtendedLifetime(parts) {
      let handles = unsafe parts.map { unsafe $0.direction.handle }
      return unsafe hsp_direction_combine(
        handles, parts.map(\.weight), parts.count, name, nil, &combined, &error)
    }
    guard status == HSP_OK, let made = unsafe combined else { throw LibraryError(status, error) }
    return unsafe Direction(owning: made)
  }

  /// This direction without its part in the span of others.
  package func projected(away: [Direction], name: String) throws(LibraryError) -> Direction {
    var error = emptyError()
    var projected: OpaquePointer?
    // The list keeps its directions until the call returns.
    let status = withExtendedLifetime(away) {
      let handles = unsafe away.map { unsafe $0.handle }
      return unsafe hsp_direction_project(
        handle, handles, away.count, name, nil, &projected, &error)
    }
    guard status == HSP_OK, let made = unsafe projected else { throw LibraryError(status, error) }
    return unsafe Direction(owning: made)
  }
}
