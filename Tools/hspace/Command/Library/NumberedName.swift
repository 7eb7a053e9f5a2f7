/// A choice that has a name for people, and a number for the library: its place among the cases.
package protocol NumberedName: CaseIterable, RawRepresentable<String>, Equatable
where AllCases == [Self] {}

extension NumberedName {
  package init?(number: UInt32) {
    guard number < UInt32(Self.allCases.count) else { return nil }
    self = Self.allCases[Int(number)]
  }

  package var number: UInt32 {
    UInt32(Self.allCases.firstIndex(of: self) ?? 0)
  }
}
