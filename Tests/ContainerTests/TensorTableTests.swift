import Testing

@testable import Container

/// Tensor descriptors that lie.
struct TensorTableTests {
  /// The place of a field of the second tensor's descriptor.
  static let record = TestFile.model().offset("TENS") + 16 + 64

  static func tensor(
    _ description: String, _ reason: ContainerError.Reason, _ field: Int,
    _ edit: (inout TestTensor) -> Void
  ) -> HostileCase {
    var tensors = TestTensor.samples
    edit(&tensors[1])
    return HostileCase(
      description, reason, at: record + field, in: "TENS", TestFile.model(tensors).build())
  }

  static let all = UInt32.max

  static let shapes: [HostileCase] = [
    tensor("element type 0", .elementType, 8) { $0.element = 0 },
    tensor("element type 5", .elementType, 8) { $0.element = 5 },
    tensor("element type -1", .elementType, 8) { $0.element = all },
    tensor("layout 2", .tensorLayout, 12) { $0.layout = 2 },
    tensor("plain int8", .tensorLayout, 12) {
      $0.element = 3
      $0.layout = 0
    },
    tensor("int8 without scales", .tensorLength, 40) {
      $0.element = 3
      $0.length = 64
    },
    tensor("int8 whose inputs overflow", .tensorTooLarge, 16) {
      $0.element = 3
      $0.extents = [all, all, 1, 1]
    },
    tensor("no outputs", .extent, 16) { $0.extents = [0, 3, 1, 1] },
    tensor("no inputs", .extent, 20) { $0.extents = [5, 0, 1, 1] },
    tensor("no width", .extent, 28) { $0.extents = [5, 3, 1, 0] },
    tensor("negative extent", .tensorLength, 40) { $0.extents = [all, 3, 1, 1] },
    tensor("product overflows", .tensorTooLarge, 16) { $0.extents = [all, all, all, all] },
    tensor("bytes overflow", .tensorTooLarge, 16) { $0.extents = [1 << 31, 1 << 31, 1, 1] },
    tensor("bytes of 2^64", .tensorTooLarge, 16) { $0.extents = [1 << 31, 1 << 31, 1, 1] },
    tensor("wraps in 32 bits", .tensorLength, 40) {
      $0.layout = 0
      $0.extents = [(1 << 30) + 48, 1, 1, 1]
    },
    tensor("rounding wraps in 32 bits", .tensorLength, 40) { $0.extents = [all, 1, 1, 1] },
    tensor("unpadded block", .tensorLength, 40) { $0.length = 60 },
    tensor("length -1", .tensorLength, 40) { $0.length = UInt64.max },
    tensor("length 0", .tensorLength, 40) { $0.length = 0 },
  ]

  static let places: [HostileCase] = [
    tensor("offset past the end", .pastEnd, 32) { $0.offset = 1 << 20 },
    tensor("offset + length wraps", .pastEnd, 32) { $0.offset = UInt64.max - 63 },
    tensor("overlap", .overlap, 32) { $0.offset = 0 },
    tensor("gap", .gap, 32) { $0.offset = 128 },
    tensor("misaligned", .misaligned, 32) { $0.offset = 68 },
  ]

  static let ends: [HostileCase] = {
    var long = TestFile.model()
    long["WGHT"] += [0]
    var short = TestFile.model()
    short["WGHT"].removeLast()
    var reserved = TestFile.model()
    reserved["TENS"][16 + 64 + 63] = 1
    var header = TestFile.model()
    header["TENS"][15] = 1
    var blob = TestFile.model()
    blob["TENS"].put(UInt32.max, at: 4)
    var tiny = TestFile.model()
    tiny["TENS"] = Array(tiny["TENS"].prefix(15))
    let table = long.offset("TENS")
    return [
      HostileCase(
        "byte behind the last tensor", .trailingBytes,
        at: 16384 + TestFile.model()["WGHT"].count, in: "WGHT", long.build()),
      HostileCase(
        "last tensor cut", .pastEnd, at: table + 16 + 3 * 64 + 32, in: "TENS", short.build()),
      HostileCase(
        "reserved bytes", .reservedNotZero, at: record + 63, in: "TENS", reserved.build()),
      HostileCase(
        "reserved bytes of the header", .reservedNotZero, at: table + 8, in: "TENS",
        header.build()),
      HostileCase("blob of 2^32 - 1", .sectionLength, at: table, in: "TENS", blob.build()),
      HostileCase("no room for a header", .sectionLength, at: table, in: "TENS", tiny.build()),
    ]
  }()

  static let counts: [HostileCase] = [0, 65537, 0x7FFF_FFFF, 0xFFFF_FFFF].map { count in
    var model = TestFile.model()
    model["TENS"].put(UInt32(count), at: 0)
    return HostileCase(
      "\(count) tensors", .tensorCount, at: model.offset("TENS"), in: "TENS", model.build())
  }

  @Test(arguments: shapes + places + ends + counts, Way.allCases)
  func refuses(_ hostile: HostileCase, _ way: Way) { hostile.run(way) }

  @Test(arguments: Way.allCases)
  func readsTensors(_ way: Way) throws {
    let samples = TestTensor.samples
    try way.open(TestFile.model().build()) { image in
      let table = try tensors(ContainerFile(image.bytes))
      #expect(table.count == samples.count)
      for (index, sample) in samples.enumerated() {
        let tensor = table[index]
        #expect(tensor.name.equals(array: sample.name))
        #expect(tensor.payload.equals(array: sample.payload))
        #expect(tensor.element.rawValue == sample.element)
        #expect(tensor.layout.rawValue == sample.layout)
        #expect(unsafe UInt(bitPattern: tensor.payload.pointer) % 64 == 0)
        #expect(UInt32(tensor.extents.outputs) == sample.extents[0])
        #expect(UInt32(tensor.extents.inputs) == sample.extents[1])
      }
      #expect(table[0].extents.isVector && !table[1].extents.isVector)
      #expect(table[1].extents.count == 15)
    }
  }

  @Test(arguments: [
    (1, 1, ElementType.float32, TensorLayout.plain, 4), (17, 3, .float16, .packed, 32 * 3 * 2),
    (16, 3, .int8, .packed, 128 + 64), (17, 5, .int8, .packed, 256 + 256),
    (1, 4, .int8, .packed, 128 + 64),
  ])
  func countsBytes(
    _ outputs: Int, _ inputs: Int, _ element: ElementType, _ layout: TensorLayout, _ bytes: Int
  ) {
    let extents = TensorExtents(outputs: outputs, inputs: inputs)
    #expect(extents.byteCount(element, layout) == UInt64(bytes))
  }
}

extension Bytes {
  func equals(array: [UInt8]) -> Bool {
    count == array.count && array.indices.allSatisfy { load($0, as: UInt8.self) == array[$0] }
  }
}
