/// Checks that things lie one behind the other, each at the first aligned offset, up to a limit.
struct Tiling {
  /// The end of what was placed last.
  private(set) var end: Int
  let limit: Int

  init(end: Int, limit: Int) {
    self.end = end
    self.limit = limit
  }

  /// Places the next thing; returns what is wrong with its place, and then leaves the tiling as it
  /// was.
  mutating func append(
    _ offset: UInt64, _ length: UInt64, alignment: Int
  ) -> ContainerError.Reason? {
    guard offset % UInt64(alignment) == 0 else { return .misaligned }
    guard offset >= UInt64(end) else { return .overlap }
    let (next, overflows) = offset.addingReportingOverflow(length)
    guard !overflows, next <= UInt64(limit) else { return .pastEnd }
    guard offset - UInt64(end) < UInt64(alignment) else { return .gap }
    // Not above the limit, which is an Int.
    end = Int(next)
    return nil
  }
}
