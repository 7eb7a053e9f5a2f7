import Testing

@testable import Container

/// Files whose first 64 bytes are bad.
struct HeaderTests {
  static let model = TestFile.model()
  static let file = model.build()

  static let cases: [HostileCase] = [
    HostileCase("empty file", .truncated, at: 0, []),
    HostileCase("wrong magic", .notContainer, at: 0, model.build { $0[0] = 0x88 }),
    HostileCase(
      "magic with converted line end", .notContainer, at: 0, model.build { $0.remove(at: 4) }),
    HostileCase("another format", .notContainer, at: 0, Array("GGUF\u{3}\0\0\0 and more".utf8)),
    HostileCase("version 0", .unknownVersion, at: 8, model.build { $0.put(UInt32(0), at: 8) }),
    HostileCase("future version", .unknownVersion, at: 8, model.build { $0.put(UInt32(2), at: 8) }),
    HostileCase(
      "byte-swapped version", .unknownVersion, at: 8,
      model.build { $0.put(UInt32(1).byteSwapped, at: 8) }),
    HostileCase(
      "declared larger", .truncated, at: file.count,
      model.build { $0.put(UInt64($0.count + 1), at: 16) }),
    HostileCase(
      "declared smaller", .trailingBytes, at: file.count - 1,
      model.build { $0.put(UInt64($0.count - 1), at: 16) }),
    HostileCase(
      "declared shorter than the header", .trailingBytes, at: 3,
      model.build { $0.put(UInt64(3), at: 16) }),
    HostileCase(
      "declared near the end of 64 bits", .truncated, at: file.count,
      model.build { $0.put(UInt64.max, at: 16) }),
    HostileCase(
      "declared over 4 GiB", .truncated, at: file.count,
      model.build { $0.put(UInt64(1 << 32 | UInt64($0.count)), at: 16) }),
    HostileCase("trailing garbage", .trailingBytes, at: file.count, file + [0]),
    HostileCase("wrong checksum", .headerChecksum, at: 24, edited { $0[24] ^= 1 }),
    HostileCase("identity changed", .headerChecksum, at: 24, edited { $0[40] ^= 1 }),
    HostileCase(
      "reserved field", .reservedNotZero, at: 28, model.build { $0.put(UInt32(1), at: 28) }),
    HostileCase(
      "table longer than the file", .truncated, at: 64,
      Array(model.build { $0.put(UInt64(64), at: 16) }.prefix(64))),
  ]

  static let counts: [HostileCase] = [0, 65, 0x7FFF_FFFF, 0xFFFF_FFFF].map { count in
    HostileCase(
      "\(count) sections", .sectionCount, at: 12, model.build { $0.put(UInt32(count), at: 12) })
  }

  static func edited(_ edit: (inout [UInt8]) -> Void) -> [UInt8] {
    var bytes = file
    edit(&bytes)
    return bytes
  }

  @Test(arguments: cases + counts, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }

  @Test(arguments: Way.allCases)
  func acceptsTheModel(_ way: Way) throws {
    try way.open(Self.file) { image in
      try check(image.bytes)
      let file = try ContainerFile(image.bytes)
      #expect(file.kind == .model)
      #expect(file.sectionCount == 5)
      #expect(file.count(of: .program) == 1)
      #expect(file.count(of: .direction) == 0)
      #expect(file.section(.direction) == nil)
      #expect(file.section(.program, 1) == nil)
      #expect(file.section(.schedule)?.count == 65)
      #expect(file.offset(of: .weights) == 16384)
      #expect(file.sectionKind(at: 16384) == .weights)
      #expect(file.sectionKind(at: 16383) == nil)
      #expect(file.sectionKind(at: 0) == nil)
      #expect(file.identity.equals("\0\u{1}") == false)
      #expect((0..<32).allSatisfy { file.identity.load($0, as: UInt8.self) == UInt8($0) })
    }
  }

  /// Every length but the whole is refused, at the place where the bytes end.
  @Test func refusesEveryTruncation() {
    withAligned(Self.file) { memory in
      for length in 0..<Self.file.count {
        do throws(ContainerError) {
          try check(memory.bytes.checked(0, length))
          Issue.record("a file of \(length) bytes is accepted")
        } catch {
          guard error.reason == .truncated, error.offset == length else {
            Issue.record("\(length): \(error)")
            return
          }
        }
      }
    }
  }

  @Test(arguments: Way.allCases)
  func refusesTruncations(_ way: Way) {
    for length in [1, 7, 8, 9, 11, 12, 63, 64, 65, 223, 224, 16383, 16384, Self.file.count - 1] {
      let error = fault(Array(Self.file.prefix(length)), way)
      #expect(error?.reason == .truncated)
      #expect(error?.offset == length)
    }
  }
}
