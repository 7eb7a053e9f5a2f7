extension TensorTable {
  /// The same table with copies of its records and names; payloads stay where they are.
  package func copied(in arena: inout Arena) -> TensorTable? {
    guard let records = arena.copy(records), let names = arena.copy(strings.blob) else {
      return nil
    }
    return TensorTable(
      count: count, records: records, strings: StringTable(blob: names, section: .tensors),
      weights: weights)
  }

  /// Bytes that a copy takes from its arena.
  package var copyBytes: Int { ((records.count + 63) & ~63) + ((strings.blob.count + 63) & ~63) }
}
