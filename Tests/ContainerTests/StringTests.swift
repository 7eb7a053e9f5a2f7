import Testing

@testable import Container

/// Names that are not what they should be.
struct StringTests {
  /// A model whose second tensor has a name, and the name's place in the file.
  static func named(_ name: [UInt8]) -> (file: TestFile, place: Int, record: Int) {
    var tensors = TestTensor.samples
    tensors[1].name = name
    let file = TestFile.model(tensors)
    let table = file.offset("TENS")
    let blob = table + 16 + 64 * tensors.count
    return (file, blob + tensors[0].name.count, table + 16 + 64)
  }

  static func content(
    _ description: String, _ reason: ContainerError.Reason, _ name: [UInt8], at index: Int
  ) -> HostileCase {
    let (file, place, _) = named(name)
    return HostileCase(description, reason, at: place + index, in: "TENS", file.build())
  }

  static func length(_ name: [UInt8]) -> HostileCase {
    let (file, _, record) = named(name)
    return HostileCase(
      "\(name.count) bytes", .stringLength, at: record + 4, in: "TENS", file.build())
  }

  static func range(_ offset: UInt32, _ length: UInt32) -> HostileCase {
    var tensors = TestTensor.samples
    tensors[1].nameRange = (offset, length)
    let file = TestFile.model(tensors)
    return HostileCase(
      "string at \(offset) of \(length)", .stringRange, at: file.offset("TENS") + 16 + 64,
      in: "TENS", file.build())
  }

  static let blobSize = UInt32(TestTensor.samples.reduce(0) { $0 + $1.name.count })

  static let cases: [HostileCase] = [
    range(blobSize, 1), range(blobSize - 3, 4), range(0, blobSize + 1),
    range(UInt32.max, 1), range(UInt32.max, 1024),
    length([]), length(Array(repeating: 0x61, count: 1025)),
    length(Array(repeating: 0x61, count: 65536)),
    content("embedded NUL", .controlCharacter, Array("a\0b".utf8), at: 1),
    content("line end", .controlCharacter, Array("ab\n".utf8), at: 2),
    content("escape", .controlCharacter, Array("\u{1B}[2J".utf8), at: 0),
    content("delete", .controlCharacter, [0x61, 0x7F], at: 1),
    content("lone continuation", .notUTF8, [0x61, 0x80], at: 1),
    content("overlong of two", .notUTF8, [0xC0, 0xAF], at: 0),
    content("overlong of three", .notUTF8, [0x61, 0xE0, 0x9F, 0x80], at: 1),
    content("overlong of four", .notUTF8, [0xF0, 0x8F, 0x80, 0x80], at: 0),
    content("surrogate", .notUTF8, [0xED, 0xA0, 0x80], at: 0),
    content("above U+10FFFF", .notUTF8, [0xF4, 0x90, 0x80, 0x80], at: 0),
    content("lead F5", .notUTF8, [0xF5, 0x80, 0x80, 0x80], at: 0),
    content("cut at the end", .notUTF8, [0x61, 0xE2, 0x82], at: 1),
    content("bad third byte", .notUTF8, [0xE2, 0x82, 0x41], at: 0),
    content("bad fourth byte", .notUTF8, [0xF0, 0x9F, 0x98, 0xC0], at: 0),
  ]

  @Test(arguments: cases, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }

  /// Names are labels: what would be a path or a format elsewhere is nothing here.
  @Test(arguments: [
    "../../etc/passwd", "/dev/zero", "%s%n%p", "é", "€", "😀", "\u{D7FF}", "\u{E000}",
    "\u{10FFFF}", "\u{80}", String(repeating: "a", count: 1024), " ",
  ])
  func accepts(_ name: String) throws {
    let file = Self.named(Array(name.utf8)).file.build()
    #expect(fault(file) == nil)
    try Way.memory.open(file) { image in
      let table = try tensors(ContainerFile(image.bytes))
      #expect(table[1].name.equals(text: name) && !table[0].name.equals(text: name))
    }
  }

  @Test func comparesWithLiteralsAndStrings() throws {
    try Way.memory.open(TestFile.model().build()) { image in
      let table = try tensors(ContainerFile(image.bytes))
      let name = table[0].name
      #expect(name.equals("conv.bias"))
      #expect(!name.equals("conv.bia") && !name.equals("conv.biasx") && !name.equals("conv.biaS"))
      #expect(table[3].name.equals("q"))
      for other in ["conv.bia", "conv.biasx", "conv.biaS", ""] {
        #expect(!name.equals(text: other))
      }
      #expect(table.index(of: table[2].name) == 2)
      #expect(table.index(of: image.bytes.checked(0, 4)) == nil)
    }
  }

  /// Copies are cut between characters.
  @Test func copiesToBuffers() throws {
    try Way.memory.open(Self.named(Array("aγ".utf8)).file.build()) { image in
      let name = try tensors(ContainerFile(image.bytes))[1].name
      for (size, expected) in [(1, ""), (2, "a"), (3, "a"), (4, "aγ"), (9, "aγ")] {
        var buffer = [CChar](repeating: 7, count: 10)
        unsafe buffer.withUnsafeMutableBufferPointer { pointer in
          guard let base = pointer.baseAddress else { return }
          unsafe name.copy(to: base, size: size)
        }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        #expect(String(decoding: text, as: UTF8.self) == expected)
        #expect(buffer[size] == 7)
      }
    }
  }
}

extension Bytes {
  /// Compares with a C string.
  func equals(text: String) -> Bool {
    unsafe text.withCString { unsafe equals(cString: $0) }
  }
}
