import Testing

@testable import Container

/// Packed int8 tensors, good and bad.
struct Int8WeightsTests {
  private static let shapes = [
    (1, 1, 1, 1), (15, 3, 3, 3), (16, 4, 1, 1), (17, 5, 1, 2), (33, 8, 7, 7), (48, 31, 3, 1),
  ]

  @Test(arguments: shapes)
  func readsParts(_ outputs: Int, _ inputs: Int, _ height: Int, _ width: Int) throws {
    let parts = Int8Parts(outputs: outputs, inputs: inputs, height: height, width: width)
    let file = TestFile.model([TestTensor("w", parts)]).build()
    try withAligned(file) { memory in
      try check(memory.bytes)
      let tensor = try tensors(ContainerFile(memory.bytes))[0]
      // In the file, and in a copy as a window holds it.
      withAligned(parts.payload) { copy in
        for weights in [Int8Weights(tensor), Int8Weights(payload: copy.bytes, tensor.extents)] {
          #expect((0..<weights.scales.count).map { weights.scales[$0] } == parts.scales)
          #expect((0..<weights.magnitudes.count).map { weights.magnitudes[$0] } == parts.magnitudes)
          #expect(weights.values.equals(array: parts.values.map { UInt8(bitPattern: $0) }))
        }
      }
      #expect(Int8Weights.byteCount(tensor.extents) == tensor.payload.count)
      #expect(tensor.extents.byteCount(.int8, .packed) == UInt64(tensor.payload.count))
      #expect(Int8Weights.headerSize(tensor.extents) == 8 * parts.scales.count)
      #expect(
        Int8Weights.blockSize(tensor.extents) * parts.scales.count / 16 == parts.values.count)
    }
  }

  /// A tensor of two blocks and two groups of inputs, both ragged, with one part that lies.
  struct Lie: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let reason: ContainerError.Reason
    /// Byte of the payload.
    let place: Int
    /// Whether opening a model sees it; `verify` has to see all.
    let isSeenOpening: Bool
    let parts: Int8Parts

    init(
      _ description: String, _ reason: ContainerError.Reason, at place: Int, opening: Bool = false,
      _ change: (inout Int8Parts) -> Void
    ) {
      var parts = Lie.truth
      change(&parts)
      (testDescription, self.reason, self.place) = (description, reason, place)
      (isSeenOpening, self.parts) = (opening, parts)
    }

    static let truth = Int8Parts(outputs: 19, inputs: 6, height: 1, width: 2)
  }

  private static func value(_ output: Int, _ tap: Int, _ input: Int) -> Int {
    256 + Lie.truth.place(output, tap, input)
  }

  static let lies: [Lie] =
    [0, -1, -0.0, .nan, -.nan, .infinity, -.infinity, -.leastNonzeroMagnitude].map { scale in
      Lie("scale \(scale)", .scale, at: 4 * 18, opening: true) { $0.scales[18] = scale }
    } + [
      Lie("first scale 0", .scale, at: 0, opening: true) { $0.scales[0] = 0 },
      Lie("scale of no output", .scale, at: 4 * 19, opening: true) { $0.scales[19] = 2 },
      Lie("magnitude -1", .magnitude, at: 128 + 8, opening: true) { $0.magnitudes[2] = -1 },
      Lie("least magnitude", .magnitude, at: 128 + 8, opening: true) { $0.magnitudes[2] = .min },
      Lie("magnitude too large", .magnitude, at: 128 + 72, opening: true) {
        $0.magnitudes[18] = 127 * 12 + 1
      },
      Lie("magnitude of no output", .magnitude, at: 128 + 124, opening: true) {
        $0.magnitudes[31] = 1
      },
      Lie("magnitude too small by 1", .magnitude, at: 128 + 68) { $0.magnitudes[17] -= 1 },
      Lie("magnitudes swapped", .magnitude, at: 128) { $0.magnitudes.swapAt(0, 1) },
      Lie("value -128", .weightRange, at: value(18, 1, 5)) {
        let place = $0.place(18, 1, 5)
        $0.magnitudes[18] += 128 - Int32($0.values[place].magnitude)
        $0.values[place] = -128
      },
      Lie("input beyond the last", .paddingNotZero, at: value(3, 1, 6)) {
        $0.values[$0.place(3, 1, 6)] = 1
        $0.magnitudes[3] += 1
      },
      Lie("output beyond the last", .magnitude, at: 128 + 4 * 19) {
        $0.values[$0.place(19, 0, 0)] = 1
      },
    ]

  @Test(arguments: lies)
  func refuses(_ lie: Lie) throws {
    let file = TestFile.model([
      TestTensor("a", extents: [3, 1, 1, 1], bytes: 12), TestTensor("w", lie.parts),
    ]).build()
    try withAligned(file) { memory in
      let table = try tensors(ContainerFile(memory.bytes))
      func fault(_ body: () throws(ContainerError) -> Void) -> ContainerError? {
        do {
          try body()
          return nil
        } catch { return error }
      }
      try table.checkScales(0)
      let opening = fault { () throws(ContainerError) in try table.checkScales(1) }
      #expect((opening != nil) == lie.isSeenOpening)
      let verifying = fault { () throws(ContainerError) in try table.verify(1) }
      for error in [opening, verifying] where error != nil || lie.isSeenOpening {
        #expect(error?.reason == lie.reason)
        #expect(error?.offset == 16384 + 64 + lie.place)
        #expect(error?.section == .weights)
      }
      #expect(verifying != nil)
    }
  }

  /// The limit of a magnitude is one that a tensor can have.
  @Test func acceptsExtremes() throws {
    var parts = Lie.truth
    for index in parts.values.indices where parts.values[index] != 0 { parts.values[index] = -127 }
    for (output, sign) in [(0, -127), (18, 127)] as [(Int, Int8)] {
      for tap in 0..<2 {
        for input in 0..<6 { parts.values[parts.place(output, tap, input)] = sign }
      }
    }
    for output in 0..<19 {
      var sum: Int32 = 0
      for tap in 0..<2 {
        for input in 0..<6 { sum += Int32(parts.values[parts.place(output, tap, input)].magnitude) }
      }
      parts.magnitudes[output] = sum
    }
    #expect(parts.magnitudes[0] == 127 * 12 && parts.magnitudes[18] == 127 * 12)
    parts.scales[0] = .leastNonzeroMagnitude
    parts.scales[1] = .greatestFiniteMagnitude
    try withAligned(TestFile.model([TestTensor("w", parts)]).build()) { try check($0.bytes) }
  }

  /// Parts that were read are handed out, and make up the payload.
  @Test func verifyReleasesWhatItRead() throws {
    let parts = Int8Parts(outputs: 300, inputs: 300, height: 3, width: 5)
    try withAligned(TestFile.model([TestTensor("w", parts)]).build()) { memory in
      let table = try tensors(ContainerFile(memory.bytes))
      var end = table[0].payload.origin
      try table.verify(0) { part in
        #expect(part.origin == end && part.count <= 1 << 20)
        end += part.count
      }
      #expect(end == memory.count && parts.payload.count > 1 << 20)
    }
  }
}
