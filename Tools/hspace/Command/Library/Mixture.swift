import CHSpace

/// Two codes, mixed as they are read.
package struct Mixture {
  package enum Kind: UInt32, CaseIterable {
    case linear = 0
    case root, spherical
  }

  package let first: Code
  package let second: Code
  package let kind: Kind
  /// 0: the first code's, 1: the second's.
  package let amount: Double
  /// Entries that are mixed; 0 is x_T.
  package let entries: Range<Int>

  package init(
    _ first: Code, _ second: Code, kind: Kind, amount: Double, entries: Range<Int>
  ) {
    (self.first, self.second, self.kind) = (first, second, kind)
    (self.amount, self.entries) = (amount, entries)
  }

  package func entry(_ index: Int) throws(LibraryError) -> [Float] {
    var mixture = unsafe hsp_mixture(
      struct_size: UInt32(MemoryLayout<hsp_mixture>.size), mix: kind.rawValue,
      first: first.handle, second: second.handle, amount: amount,
      first_entry: UInt32(clamping: entries.lowerBound),
      end_entry: UInt32(clamping: entries.upperBound))
    var values = [Float](repeating: 0, count: first.count)
    var error = emptyError()
    // Both codes outlive the call; the array has exactly the count that is passed.
    let status = unsafe hsp_mixture_read(
      &mixture, UInt32(clamping: index), &values, values.count, &error)
    try check(status, error)
    return values
  }
}
