/// Where a session keeps its weights; numbers as in hspace.h.
package enum WeightMode: UInt32 {
  /// In place, as the file lies in memory.
  case mapped = 0
  /// Read from the file step by step; small ones are kept.
  case streamed = 1
  /// All in the session's memory.
  case memory = 2
}
