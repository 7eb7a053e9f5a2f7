/// A section under construction, field by field.
struct Section {
  var bytes: [UInt8] = []

  mutating func append<T: FixedWidthInteger>(_ values: T...) {
    for value in values {
      for shift in stride(from: 0, to: T.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: value >> T(shift)))
      }
    }
  }

  mutating func append(_ values: [Float]) { for value in values { append(value.bitPattern) } }

  mutating func append(_ values: [Double]) { for value in values { append(value.bitPattern) } }

  /// The bytes with a field replaced.
  func with<T: FixedWidthInteger>(_ value: T, at offset: Int) -> [UInt8] {
    var field = Section()
    field.append(value)
    var changed = bytes
    changed.replaceSubrange(offset..<offset + field.bytes.count, with: field.bytes)
    return changed
  }
}
