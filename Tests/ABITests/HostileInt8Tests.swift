import CHSpace
import Testing

/// int8 models that lie, with checksums that are right.
struct HostileInt8Tests {
  private static let name = "up_blocks.1.resnets.1.conv_shortcut.weight"
  private static let quantised = Result { try TestModel.quantisedFixture() }

  /// A model with a word of the tensor's payload changed, and where that is in the file.
  private func model(_ word: UInt32, at offset: Int) throws -> (bytes: [UInt8], place: Int64) {
    var file = try FileParts(Self.quantised.get())
    let index = try #require(file.tensor(Self.name))
    let place = Int(file["TENS"].word(16 + 64 * index + 32)) + offset
    file["WGHT"].put(word, at: place)
    let lying = file.changingTensor(index) { _ in }
    return (lying.bytes, Int64(lying.offset("WGHT") + place))
  }

  private var outputs: Int {
    get throws {
      let file = try FileParts(Self.quantised.get())
      return Int(file["TENS"].word(16 + 64 * (try #require(file.tensor(Self.name))) + 16))
    }
  }

  @Test(arguments: [0, -1, -0.0, .nan, .infinity, -.infinity] as [Float])
  func scales(_ scale: Float) throws {
    for output in [0, try outputs - 1] {
      let (bytes, place) = try model(scale.bitPattern, at: 4 * output)
      let fault = expectFault(HSP_ERROR_FORMAT) { _ = try TestModel(Source(bytes)) }
      #expect(fault?.operation == Self.name && fault?.offset == place)
      #expect(fault?.message.contains("scale") == true)
    }
  }

  @Test(arguments: [0xFFFF_FFFF, 0x8000_0000, 0x7FFF_FFFF, 1 << 24] as [UInt32])
  func magnitudes(_ magnitude: UInt32) throws {
    let lanes = (try outputs + 15) / 16 * 16
    let (bytes, place) = try model(magnitude, at: 4 * lanes)
    let fault = expectFault(HSP_ERROR_FORMAT) { _ = try TestModel(Source(bytes)) }
    #expect(fault?.operation == Self.name && fault?.offset == place)
  }

  /// What only `verify` reads.
  @Test func values() throws {
    let lanes = (try outputs + 15) / 16 * 16
    for (word, at) in [(1, 4 * lanes), (0x8080_8080, 8 * lanes), (0, 8 * lanes)] as [(UInt32, Int)]
    {
      let model = try TestModel(Source(try self.model(word, at: at).bytes))
      let fault = expectFault(HSP_ERROR_FORMAT) { try model.verify() }
      #expect(fault?.operation == Self.name)
    }
  }

  /// Only weights of convolutions are int8, and they have one layout.
  @Test func wrongPlaces() throws {
    for name in ["conv_in.bias", "down_blocks.0.resnets.0.norm1.weight"] {
      let file = FileParts.model
      let index = try #require(file.tensor(name))
      for layout in [0, 1] as [UInt32] {
        let lying = file.changingTensor(index) { words in
          words[2] = 3
          words[3] = layout
        }
        expectFault(HSP_ERROR_FORMAT) { _ = try TestModel(Source(lying.bytes)) }
      }
    }
  }
}

extension FileParts {
  /// The index of the tensor with a name.
  func tensor(_ name: String) -> Int? {
    let table = self["TENS"]
    let blob = 16 + 64 * Int(table.word(0))
    return (0..<Int(table.word(0))).first { index in
      let start = blob + Int(table.word(16 + 64 * index))
      let length = Int(table.word(16 + 64 * index + 4))
      return String(decoding: table[start..<start + length], as: UTF8.self) == name
    }
  }
}
