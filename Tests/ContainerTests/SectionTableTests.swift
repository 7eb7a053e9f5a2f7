import Testing

@testable import Container

/// Bad places and mixtures of sections.
struct SectionTableTests {
  static let model = TestFile.model()
  static let length = model.build().count

  /// The model with one field of a section's entry changed.
  static func entry(_ kind: String, _ field: Int, _ value: UInt64) -> [UInt8] {
    model.build { $0.put(value, at: model.entry(kind) + field) }
  }

  static func place(
    _ description: String, _ reason: ContainerError.Reason, _ kind: String, offset: UInt64
  ) -> HostileCase {
    HostileCase(
      description, reason, at: model.entry(kind) + 8, in: kind, entry(kind, 8, offset))
  }

  static let places: [HostileCase] = [
    place("offset past the end", .pastEnd, "WGHT", offset: 1 << 20),
    place("offset + length wraps", .pastEnd, "WGHT", offset: UInt64.max - 16383),
    place("offset 2^63", .pastEnd, "TENS", offset: 1 << 63),
    place("aliasing the header", .overlap, "META", offset: 0),
    place("aliasing another section", .overlap, "TENS", offset: UInt64(model.offset("META"))),
    place("gap", .gap, "TENS", offset: UInt64(model.offset("TENS")) + 64),
    place("misaligned", .misaligned, "PROG", offset: UInt64(model.offset("PROG")) + 4),
    place("weights aligned to 64 only", .misaligned, "WGHT", offset: 1024),
    HostileCase(
      "empty section", .emptySection, at: model.entry("PROG") + 16, in: "PROG",
      entry("PROG", 16, 0)),
    HostileCase(
      "length 2^63 - 1", .pastEnd, at: model.entry("PROG") + 8, in: "PROG",
      entry("PROG", 16, UInt64.max >> 1)),
    HostileCase(
      "length -1", .pastEnd, at: model.entry("PROG") + 8, in: "PROG",
      entry("PROG", 16, UInt64.max)),
    HostileCase(
      "last section too short", .trailingBytes, at: length - 1,
      entry("WGHT", 16, UInt64(model["WGHT"].count - 1))),
    HostileCase(
      "reserved field", .reservedNotZero, at: model.entry("SCHD") + 24, in: "SCHD",
      entry("SCHD", 24, 1 << 63)),
    HostileCase(
      "padding behind the table", .overlap, at: 72, in: "META",
      entry("META", 8, 192)),
    HostileCase(
      "padding before the weights", .paddingNotZero, at: 16383, model.build { $0[16383] = 1 }),
    HostileCase(
      "first byte of padding", .paddingNotZero, at: model.offset("SCHD") + 65,
      model.build { $0[model.offset("SCHD") + 65] = 0x80 }),
  ]

  static func file(_ kinds: [String]) -> TestFile {
    TestFile(sections: kinds.map { .init(kind: $0, bytes: [1, 2, 3]) })
  }

  static func mixture(
    _ reason: ContainerError.Reason, at index: Int, _ section: String?, _ kinds: [String]
  ) -> HostileCase {
    HostileCase(
      kinds.joined(separator: " "), reason, at: 64 + 32 * index, in: section,
      file(kinds).build())
  }

  static let mixtures: [HostileCase] = [
    mixture(.unknownSection, at: 0, nil, ["ABCD"]),
    mixture(.unknownSection, at: 1, nil, ["DIRN", "dirn"]),
    mixture(.mixedSections, at: 1, "LATN", ["DIRN", "LATN"]),
    mixture(.mixedSections, at: 4, "DIRN", ["TENS", "PROG", "SCHD", "WGHT", "DIRN"]),
    mixture(.duplicateSection, at: 1, "LATN", ["LATN", "LATN"]),
    mixture(.duplicateSection, at: 2, "META", ["META", "DIRN", "META"]),
    mixture(.duplicateSection, at: 1, "TENS", ["TENS", "TENS", "PROG", "SCHD", "WGHT"]),
    mixture(.duplicateSection, at: 2, "WGHT", ["TENS", "WGHT", "WGHT", "PROG", "SCHD"]),
    mixture(.duplicateSection, at: 1, "SCHD", ["SCHD", "SCHD"]),
    mixture(.duplicateSection, at: 16, "PROG", Array(repeating: "PROG", count: 17)),
    mixture(.duplicateSection, at: 32, "DIRN", Array(repeating: "DIRN", count: 33)),
  ]

  static let incomplete: [HostileCase] =
    [HostileCase("META alone", .missingSection, at: 12, file(["META"]).build())]
    + ["TENS", "PROG", "SCHD", "WGHT"].map { missing in
      var model = model
      model.sections.removeAll { $0.kind == missing }
      return HostileCase("no \(missing)", .missingSection, at: 12, in: missing, model.build())
    }

  @Test(arguments: places + mixtures + incomplete, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }

  @Test func acceptsWhatIsAllowed() throws {
    #expect(fault(Self.file(["LATN"]).build()) == nil)
    #expect(fault(Self.file(Array(repeating: "DIRN", count: 32)).build()) == nil)
    var model = Self.model
    for index in 1..<16 {
      model.sections.append(.init(kind: "PROG", bytes: [UInt8(index)]))
    }
    try Way.memory.open(model.build()) { image in
      let file = try ContainerFile(image.bytes)
      #expect(file.count(of: .program) == 16)
      #expect(file.section(.program, 15)?.load(0, as: UInt8.self) == 15)
    }
  }
}
