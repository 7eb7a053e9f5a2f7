import CHSpace
import Testing

/// Programs that lie, in files whose checksums are right.
struct HostileGraphTests {
  private static let convolution: UInt32 = 1
  private static let groupNorm: UInt32 = 2
  private static let silu: UInt32 = 3
  private static let add: UInt32 = 4
  private static let concatenate: UInt32 = 5
  private static let upsample: UInt32 = 6
  private static let attention: UInt32 = 7
  private static let embedding: UInt32 = 8

  /// Changes the first operation of a kind.
  private static func operation(
    _ kind: UInt32, _ change: @escaping @Sendable (inout ProgramParts.Operation) -> Void
  ) -> @Sendable (inout ProgramParts) -> Int? {
    { program in
      let index = program.first(kind)
      change(&program.operations[index])
      return index
    }
  }

  /// Changes the program, and says which operation an error has to name; nil where none is at
  /// fault.
  typealias Change = @Sendable (inout ProgramParts) -> Int?

  private static let graph: [(String, Change)] = [
    (
      "forward reference",
      { program in
        program.operations[3].setInput(0, Int32(program.inputs.count + 4))
        return 3
      }
    ),
    (
      "cycle of one",
      { program in
        program.operations[3].setInput(0, Int32(program.inputs.count + 3))
        return 3
      }
    ),
    (
      "value beyond the last",
      { program in
        program.operations[5].setInput(0, Int32(program.inputs.count + program.operations.count))
        return 5
      }
    ),
    ("no input", operation(silu) { $0.setInput(0, -1) }),
    ("input -2", operation(silu) { $0.setInput(0, -2) }),
    ("input 2^31 - 1", operation(silu) { $0.setInput(0, .max) }),
    ("second input of a unary operation", operation(silu) { $0.setInput(1, 0) }),
    ("one operand of an addition", operation(add) { $0.setInput(1, -1) }),
    ("kind 0", operation(silu) { $0.kind = 0 }),
    ("an unknown kind", operation(silu) { $0.kind = 99 }),
    ("kind 2^32 - 1", operation(silu) { $0.kind = .max }),
    (
      "dead value",
      { program in
        // Another SiLU of a value, which nobody reads; inserted last, so that no number changes.
        var copy = program.operations[program.first(silu)]
        copy.setInput(0, Int32(program.inputs.count))
        program.operations.append(copy)
        return program.operations.count - 1
      }
    ),
    ("operation without a name", operation(silu) { $0.words[15] = 0 }),
    ("operation's name beyond the blob", operation(silu) { $0.words[14] = 1 << 30 }),
    ("parameter where none belongs", operation(silu) { $0.setParameter(0, 1 as UInt32) }),
    (
      "eighth parameter of a convolution",
      operation(convolution) { $0.setParameter(7, 1 as UInt32) }
    ),
    ("embedding of a picture", operation(embedding) { $0.setInput(0, 0) }),
  ]

  private static let parameters: [(String, Change)] = [
    ("kernel height 0", operation(convolution) { $0.setParameter(0, 0 as UInt32) }),
    ("kernel height 12", operation(convolution) { $0.setParameter(0, 12 as UInt32) }),
    ("kernel width 2", operation(convolution) { $0.setParameter(1, 2 as UInt32) }),
    ("kernel width 2^32 - 1", operation(convolution) { $0.setParameter(1, UInt32.max) }),
    ("stride 0", operation(convolution) { $0.setParameter(2, 0 as UInt32) }),
    ("stride 5", operation(convolution) { $0.setParameter(2, 5 as UInt32) }),
    ("padding 6", operation(convolution) { $0.setParameter(3, 6 as UInt32) }),
    ("padding 2^32 - 1", operation(convolution) { $0.setParameter(6, UInt32.max) }),
    ("groups 0", operation(groupNorm) { $0.setParameter(0, 0 as UInt32) }),
    ("groups not dividing", operation(groupNorm) { $0.setParameter(0, 5 as UInt32) }),
    ("more groups than channels", operation(groupNorm) { $0.setParameter(0, 1024 as UInt32) }),
    ("groups 2^32 - 1", operation(groupNorm) { $0.setParameter(0, UInt32.max) }),
    ("epsilon 0", operation(groupNorm) { $0.setParameter(1, 0 as Float) }),
    ("epsilon -0", operation(groupNorm) { $0.setParameter(1, -0 as Float) }),
    ("epsilon negative", operation(groupNorm) { $0.setParameter(1, -1e-6 as Float) }),
    ("epsilon NaN", operation(groupNorm) { $0.setParameter(1, Float.nan) }),
    ("epsilon infinite", operation(groupNorm) { $0.setParameter(1, Float.infinity) }),
    ("epsilon 0.2", operation(groupNorm) { $0.setParameter(1, 0.2 as Float) }),
    ("factor 0", operation(upsample) { $0.setParameter(0, 0 as UInt32) }),
    ("factor 3", operation(upsample) { $0.setParameter(0, 3 as UInt32) }),
    ("heads 0", operation(attention) { $0.setParameter(0, 0 as UInt32) }),
    ("heads not dividing", operation(attention) { $0.setParameter(0, 7 as UInt32) }),
    ("more heads than channels", operation(attention) { $0.setParameter(0, 65536 as UInt32) }),
    ("embedding of odd length", operation(embedding) { $0.setParameter(0, 31 as UInt32) }),
    ("embedding of length 0", operation(embedding) { $0.setParameter(0, 0 as UInt32) }),
    ("embedding's order 2", operation(embedding) { $0.setParameter(1, 2 as UInt32) }),
    ("frequency shift 0.5", operation(embedding) { $0.setParameter(2, 0.5 as Float) }),
    ("frequency shift NaN", operation(embedding) { $0.setParameter(2, Float.nan) }),
    ("period 1", operation(embedding) { $0.setParameter(3, 1 as Float) }),
    ("period NaN", operation(embedding) { $0.setParameter(3, Float.nan) }),
    ("period infinite", operation(embedding) { $0.setParameter(3, Float.infinity) }),
  ]

  private static let shapes: [(String, Change)] = [
    (
      "channels at a concatenation",
      { program in
        // The picture has the right rows at the last one, but not the channels that the norm
        // behind it expects.
        let index = program.operations.lastIndex { $0.kind == concatenate }!
        program.operations[index].setInput(1, 0)
        return nil
      }
    ),
    (
      "rows at a concatenation",
      { program in
        let index = program.first(concatenate)
        program.operations[index].setInput(1, 0)
        return index
      }
    ),
    (
      "channels at an addition",
      { program in
        let index = program.first(add)
        program.operations[index].setInput(1, 0)
        return index
      }
    ),
    (
      "attention to a picture",
      { program in
        let index = program.first(attention)
        program.operations[index].setInput(1, 0)
        return index
      }
    ),
    (
      "weight of another convolution",
      { program in
        let index = program.first(convolution)
        let last = program.operations.lastIndex { $0.kind == convolution }!
        program.operations[index].setTensor(0, program.operations[last].tensor(0))
        return index
      }
    ),
    ("weight as bias", operation(convolution) { $0.setTensor(1, $0.tensor(0)) }),
    ("bias as weight", operation(convolution) { $0.setTensor(0, $0.tensor(1)) }),
    ("gamma of another length", operation(groupNorm) { $0.setTensor(0, 0) }),
    ("tensor -1", operation(convolution) { $0.setTensor(0, -1) }),
    ("tensor -2 as bias", operation(convolution) { $0.setTensor(1, -2) }),
    ("tensor 2^31 - 1", operation(convolution) { $0.setTensor(0, .max) }),
    ("norm without beta", operation(groupNorm) { $0.setTensor(1, -1) }),
    ("tensor of a SiLU", operation(silu) { $0.setTensor(0, 0) }),
  ]

  private func expectRefused(_ change: Change) throws {
    var named: String?
    let parts = FileParts.model.changing { program in
      // Before its name is changed, where that is what lies.
      let before = program
      guard let index = change(&program) else { return }
      named = (index < before.operations.count ? before : program).name(ofOperation: index)
    }
    for way in [Way.memory, .callback] {
      let allocator = CountingAllocator()
      let fault = expectFault(HSP_ERROR_FORMAT) {
        _ = try TestModel(Source(parts.bytes, way: way), allocator)
      }
      #expect(allocator.live == 0 && allocator.mistakes == 0)
      // Where the name itself is at fault there is none to tell.
      if let fault, let named, !fault.operation.isEmpty { #expect(fault.operation == named) }
      if let fault, fault.operation.isEmpty {
        let start = Int64(parts.offset("PROG"))
        #expect(fault.offset >= start && fault.offset < start + Int64(parts["PROG"].count))
      }
    }
  }

  @Test(arguments: graph.indices)
  func brokenGraph(_ index: Int) throws { try expectRefused(HostileGraphTests.graph[index].1) }

  @Test(arguments: parameters.indices)
  func parameterOutOfRange(_ index: Int) throws {
    try expectRefused(HostileGraphTests.parameters[index].1)
  }

  @Test(arguments: shapes.indices)
  func shapesThatDoNotFit(_ index: Int) throws {
    try expectRefused(HostileGraphTests.shapes[index].1)
  }

  /// What is put together again without a change is the file that was taken apart.
  @Test func patchingKeepsTheRest() throws {
    #expect(FileParts.model.changing { _ in }.bytes == ConvertedModel.shared.bytes)
    #expect(FileParts.model.changingTensor(3) { _ in }.bytes == ConvertedModel.shared.bytes)
  }

  @Test func harmlessChangesAreTaken() throws {
    let changes: [Change] = [
      HostileGraphTests.operation(HostileGraphTests.groupNorm) { $0.setParameter(1, 0.1 as Float) },
      HostileGraphTests.operation(HostileGraphTests.attention) { $0.setParameter(0, 2 as UInt32) },
      HostileGraphTests.operation(HostileGraphTests.convolution) { $0.setTensor(1, -1) },
    ]
    for change in changes {
      let parts = FileParts.model.changing { _ = change(&$0) }
      let session = try TestSession(
        TestModel(Source(parts.bytes)), SessionSettings(height: 8, width: 8))
      try session.sample(seed: 1, Run(steps: 2))
    }
  }
}
