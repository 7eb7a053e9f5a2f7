import Testing

@testable import Conversion

struct SafetensorsTests {
  private func open(_ bytes: [UInt8]) throws -> [SourceTensor] {
    let folder = try TemporaryFolder()
    try folder.write("a.safetensors", bytes)
    return try SafetensorsFile(try SourceFile(folder("a.safetensors"))).tensors
  }

  private func record(_ name: String, _ begin: Int, _ end: Int, shape: String = "[1]") -> String {
    "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  @Test func readsTensorsInAnyOrder() throws {
    let header = "{\"__metadata__\":{\"format\":\"pt\"},\(record("b", 4, 8)),\(record("a", 0, 4))}"
    let bytes = TestTensor.file(header: header, data: [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0])
    let folder = try TemporaryFolder()
    try folder.write("a.safetensors", bytes)
    let tensors = try SafetensorsFile(try SourceFile(folder("a.safetensors"))).tensors
    var raw: [UInt8] = []
    var values: [Float] = []
    try tensors[0].read(0, count: 1, bytes: &raw, into: &values)
    #expect(tensors.map(\.name) == ["b", "a"] && values == [-2])
    try tensors[1].read(0, count: 1, bytes: &raw, into: &values)
    #expect(values == [1])
  }

  @Test func widensEveryType() {
    func widen(_ type: SourceElement, _ bytes: [UInt8]) -> [Float] {
      var values: [Float] = []
      type.widen(bytes, into: &values)
      return values
    }
    #expect(widen(.f32, [0, 0, 0xC0, 0x3F]) == [1.5])
    #expect(widen(.f16, [0, 0x3E, 1, 0, 0xFF, 0x7B]) == [1.5, 0x1p-24, 65504])
    #expect(widen(.bf16, [0xC0, 0x3F, 0x80, 0xC0]) == [1.5, -4])
    #expect(widen(.f16, []) == [])
  }

  @Test func refusesHeaderLengths() throws {
    for length in [UInt64(1), 100_000_001, .max, UInt64(Int64.max), 1 << 63] {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
      #expect(throws: ConversionError.self) { try open(bytes) }
    }
    for count in 0..<8 {
      #expect(throws: ConversionError.self) { try open([UInt8](repeating: 0, count: count)) }
    }
  }

  @Test func refusesEveryTruncation() throws {
    let whole = TestTensor.file([TestTensor("a", [2], [1, 2]), TestTensor("b", [1], [3])])
    #expect(try open(whole).count == 2)
    for count in whole.indices {
      #expect(throws: ConversionError.self, "\(count) bytes") { try open(Array(whole[..<count])) }
    }
    #expect(throws: ConversionError.self) { try open(whole + [0]) }
  }

  @Test func refusesWhatDoesNotTile() throws {
    let (a, b) = (record("a", 0, 4), record("b", 4, 8))
    let cases = [
      "{\(record("a", 4, 8))}",  // a gap at the start
      "{\(a)}",  // bytes at the end
      "{\(a),\(record("b", 0, 4))}",  // the same bytes
      "{\(record("a", 0, 8, shape: "[2]")),\(b)}",  // overlap
      "{\(a),\(record("b", 8, 12))}",  // outside
      "{\(a),\(record("b", 8, 4))}",  // backwards
      "{\(a),\(record("b", -4, 0))}",
      "{\(a),\(record("b", 4, 8, shape: "[2]"))}",  // too few bytes
      "{\(a),\(record("b", 4, 8, shape: "[4294967296,4294967296,4]"))}",  // overflow
      "{\(a),\(record("b", 4, 8, shape: "[0]"))}",
      "{\(a),\(record("b", 4, 8, shape: "[1.0]"))}",
      "{\(a),\(record("b", 4, 8, shape: "1"))}",
      "{\(a),\(record("a", 4, 8))}",  // the same name
      "{\(a),\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[4,8]}}",
      "{\(a),\"b\":{\"dtype\":\"F32\",\"shape\":[1]}}",
      "{\(a),\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8,9]}}",
      "{\(a),\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8],\"x\":1}}",
      "{\(a),\"b\":7}", "[]", "{\(a),\(b)} x",
    ]
    let data = [UInt8](repeating: 0, count: 8)
    #expect(try open(TestTensor.file(header: "{\(a),\(b)}", data: data)).count == 2)
    for header in cases {
      #expect(throws: ConversionError.self, "\(header)") {
        try open(TestTensor.file(header: header, data: data))
      }
    }
  }

  @Test func namesFileAndTensor() throws {
    let header = "{\(record("up.bias", 0, 4, shape: "[3]"))}"
    let error = #expect(throws: ConversionError.self) {
      try open(TestTensor.file(header: header, data: [0, 0, 0, 0]))
    }
    #expect(error?.file.hasSuffix("/a.safetensors") == true && error?.place == "tensor up.bias")
  }

  @Test func refusesValuesThatAreNotFinite() throws {
    for bits: UInt32 in [0x7F80_0000, 0xFF80_0000, 0x7FC0_0000] {
      let folder = try TemporaryFolder()
      let tensor = TestTensor("a", [3], [1, 2, Float(bitPattern: bits)])
      try folder.write("a.safetensors", TestTensor.file([tensor]))
      let source = try SafetensorsFile(try SourceFile(folder("a.safetensors"))).tensors[0]
      var raw: [UInt8] = []
      var values: [Float] = []
      let error = #expect(throws: ConversionError.self) {
        try source.read(1, count: 2, bytes: &raw, into: &values)
      }
      #expect(error?.place == "tensor a, element 2")
    }
  }
}
