import Container

/// Why statistics refuse a call.
package enum StatisticsFault: Error {
  /// What statistics may differ in.
  package enum Difference {
    case model, kind, extents, timesteps, runs, test
  }

  /// A field is out of range.
  case invalid(DiffusionError)
  /// There is no room for another sample.
  case full(capacity: Int)
  /// The sample is one of those that the statistics have seen.
  case alreadySeen
  /// No sample was begun, or not all of its timesteps were given.
  case noSample
  case missing(timestep: Int)
  case noSuchTimestep(Int)
  case count(expected: Int, given: Int)
  case notFinite(index: Int)
  /// Other statistics can't be merged with these, or compared.
  case different(Difference)
  /// Both have seen a sample.
  case overlap
  /// Too few samples for what is asked.
  case tooFew(needed: Int, given: Int)
  /// Means alone are kept, or samples are not.
  case notKept
}
