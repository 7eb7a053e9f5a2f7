import Container

/// Who asked for a quantisation.
package protocol QuantisationHost {
  /// Hears how far a tensor's int8 weights are from its weights: ||w - q s|| / ||w||.
  mutating func report(_ name: Bytes, error: Double)
  /// Hears of progress; false cancels.
  mutating func advance(_ done: UInt64, of total: UInt64) -> Bool
  /// Need not keep a part of the old file in memory until it is read again.
  func release(_ part: Bytes)
}
