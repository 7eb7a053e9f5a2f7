import CHSpace

/// How timesteps are placed, in the library's order.
package enum Convention: String, NumberedName {
  case asyrp, boundary, leading, compvis, cycle, haas

  /// The timesteps, ascending, and whether the last step down ends at alpha_bar_0.
  package func timesteps(
    _ steps: Int, t0: Int = -1, T: Int
  ) throws(LibraryError) -> (times: [Int32], endsAtAlphaBar0: Bool) {
    var times = [Int32](repeating: 0, count: max(steps, 1))
    var ends: Int32 = 0
    // The array has room for all steps.
    let status = unsafe hsp_timesteps(
      number, Int32(clamping: steps), Int32(clamping: t0), Int32(clamping: T), &times, &ends)
    guard status == HSP_OK else { throw LibraryError(status) }
    return (times, ends != 0)
  }
}
