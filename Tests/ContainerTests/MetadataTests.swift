import Testing

@testable import Container

struct MetadataTests {
  static func model(_ edit: (inout [UInt8]) -> Void) -> TestFile {
    var file = TestFile.model(metadata: [("source", "toon"), ("note", "")])
    edit(&file["META"])
    return file
  }

  static let start = model { _ in }.offset("META")

  static func hostile(
    _ description: String, _ reason: ContainerError.Reason, _ place: Int,
    _ edit: (inout [UInt8]) -> Void
  ) -> HostileCase {
    HostileCase(description, reason, at: start + place, in: "META", model(edit).build())
  }

  static let cases: [HostileCase] = [
    hostile("257 pairs", .pairCount, 0) { $0.put(UInt32(257), at: 0) },
    hostile("2^32 - 1 pairs", .pairCount, 0) { $0.put(UInt32.max, at: 0) },
    hostile("fewer pairs than bytes", .sectionLength, 0) { $0.put(UInt32(1), at: 0) },
    hostile("blob too long", .sectionLength, 0) { $0.put(UInt32.max, at: 4) },
    hostile("reserved", .reservedNotZero, 8) { $0[8] = 1 },
    hostile("cut", .sectionLength, 0) { $0.removeLast($0.count - 8) },
    hostile("empty key", .stringLength, 16 + 4) { $0.put(UInt64(0), at: 16) },
    hostile("empty value elsewhere", .stringLength, 32 + 12) { $0.put(UInt32(1), at: 32 + 8) },
    hostile("equal keys", .duplicateName, 32) { $0.put(UInt64(6) << 32, at: 32) },
    hostile("value outside", .stringRange, 24) { $0.put(UInt32(12), at: 24) },
    hostile("control character", .controlCharacter, 48) { $0[48] = 9 },
  ]

  @Test(arguments: cases, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }

  @Test(arguments: Way.allCases)
  func readsPairs(_ way: Way) throws {
    try way.open(Self.model { _ in }.build()) { image in
      let metadata = try Metadata(ContainerFile(image.bytes))
      #expect(metadata.count == 2)
      #expect(metadata.key(0).equals("source") && metadata.value(0).equals("toon"))
      #expect(metadata.key(1).equals("note") && metadata.value(1).count == 0)
      #expect(metadata.value(of: "source")?.equals("toon") == true)
      #expect(metadata.value(of: "sourc") == nil)
    }
  }

  @Test(arguments: [0, 1, 256])
  func takesPairs(_ count: Int) throws {
    let file = TestFile.model(metadata: (0..<count).map { ("key\($0)", "\($0)") })
    try Way.memory.open(file.build()) { image throws in
      #expect(try Metadata(ContainerFile(image.bytes)).count == count)
    }
  }

  @Test func filesMayHaveNone() throws {
    let file = TestFile(sections: [.init(kind: "DIRN", bytes: [1])])
    try Way.memory.open(file.build()) { image throws in
      #expect(try Metadata(ContainerFile(image.bytes)).count == 0)
    }
  }
}
