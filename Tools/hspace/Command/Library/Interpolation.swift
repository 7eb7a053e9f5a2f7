import CHSpace

extension Mixture.Kind {
  /// The point at s, from 0 to 1, between two arrays.
  package func point(
    at s: Double, from a: [Float], to b: [Float]
  ) throws(LibraryError) -> [Float] {
    precondition(a.count == b.count)
    var out = a
    // All three have as many values.
    let status = unsafe hsp_interpolate(hsp_mix(rawValue: rawValue), s, a, b, &out, out.count)
    guard status == HSP_OK else { throw LibraryError(status) }
    return out
  }
}

/// Standard normal values of a seed and a step.
package func standardNoise(seed: UInt64, step: UInt32, count: Int) -> [Float] {
  var values = [Float](repeating: 0, count: count)
  // The array has room for count values.
  unsafe hsp_noise(seed, step, &values, count)
  return values
}
