import Testing

@testable import Container

/// What checksums are for.
struct IntegrityTests {
  static let model = TestFile.model()

  /// Every flipped bit of a file is found, by opening or by `verify`.
  @Test func findsEveryFlippedBit() throws {
    let file = Self.model.build()
    try withAligned(file) { memory in
      try check(memory.bytes)
      for bit in 0..<file.count * 8 {
        memory[bit / 8] = file[bit / 8] ^ UInt8(1 << (bit % 8))
        guard isRefused(memory.bytes) else {
          Issue.record("bit \(bit % 8) of byte \(bit / 8)")
          return
        }
        memory[bit / 8] = file[bit / 8]
      }
    }
  }

  private func isRefused(_ bytes: Bytes) -> Bool {
    do {
      try check(bytes)
      return false
    } catch { return true }
  }

  @Test(arguments: ["META", "TENS", "PROG", "SCHD"], Way.allCases)
  func namesTheSection(_ kind: String, _ way: Way) {
    var file = Self.model.build()
    let start = Self.model.offset(kind)
    file[start + Self.model[kind].count - 1] ^= 0x10
    let error = fault(file, way)
    #expect(error?.reason == .sectionChecksum)
    #expect(error?.section?.rawValue == fourCharacters(kind))
    #expect(error?.offset == start)
  }

  /// Weights are not read by opening; `verify` says which tensor is broken.
  @Test(arguments: 0..<4, Way.allCases)
  func verifiesWeights(_ index: Int, _ way: Way) throws {
    var file = Self.model.build()
    let starts = [0, 64, 256, 320]
    file[16384 + starts[index]] ^= 1
    try way.open(file) { image in
      let container = try ContainerFile(image.bytes)
      let table = try tensors(container)
      for other in 0..<4 where other != index { try table.verify(other) }
      let error = #expect(throws: ContainerError.self) { try table.verify(index) }
      #expect(error?.reason == .tensorChecksum)
      #expect(error?.offset == 16384 + starts[index])
      #expect(error?.section == .weights)
      let whole = #expect(throws: ContainerError.self) { try container.verify() }
      #expect(whole?.reason == .sectionChecksum && whole?.offset == 16384)
    }
  }

  static let swapped: HostileCase = {
    var tensors = ["a", "b"].map { TestTensor($0, extents: [4, 1, 1, 1], bytes: 16) }
    tensors[1].payload = tensors[1].payload.reversed()
    var model = TestFile.model(tensors)
    let weights = model["WGHT"]
    model["WGHT"] = weights[64..<80] + [UInt8](repeating: 0, count: 48) + weights[0..<16]
    return HostileCase("payloads swapped", .tensorChecksum, at: 16384, in: "WGHT", model.build())
  }()

  static let renamed: HostileCase = {
    var model = TestFile.model(
      ["a", "b"].map { TestTensor($0, extents: [4, 1, 1, 1], bytes: 16) })
    model["TENS"].put(UInt32(1), at: 16)
    model["TENS"].put(UInt32(0), at: 16 + 64)
    return HostileCase("names swapped", .tensorChecksum, at: 16384, in: "WGHT", model.build())
  }()

  static let padded: HostileCase = {
    var model = TestFile.model()
    model["WGHT"][63] = 1
    return HostileCase(
      "padding between tensors", .paddingNotZero, at: 16384 + 63, in: "WGHT", model.build())
  }()

  static let lanes: HostileCase = {
    var tensors = TestTensor.samples
    tensors[1].payload[64 + 20] = 1
    return HostileCase(
      "unused lanes", .paddingNotZero, at: 16384 + 64 + 84, in: "WGHT",
      TestFile.model(tensors).build())
  }()

  /// Content of another section under a right checksum.
  static let disguised: [HostileCase] = [("META", "SCHD"), ("TENS", "PROG")].map { kind, other in
    var model = TestFile.model()
    model[kind] = model[other]
    let reason: ContainerError.Reason = kind == "META" ? .pairCount : .tensorCount
    return HostileCase(
      "\(other) as \(kind)", reason, at: model.offset(kind), in: kind, model.build())
  }

  @Test(arguments: [swapped, renamed, padded, lanes] + disguised, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }
}
