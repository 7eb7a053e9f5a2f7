import CHSpace
import Testing

/// Models with several programs.
struct ProgramTests {
  /// The fixture's program under another name, with all its norms' epsilons changed.
  private func second(_ name: String = "second") -> ProgramParts {
    var program = ProgramParts(FileParts.model["PROG"])
    program.rename(name)
    for index in program.operations.indices where program.operations[index].kind == 2 {
      program.operations[index].setParameter(1, 0.1 as Float)
    }
    return program
  }

  private func model(adding sections: [UInt8]...) -> FileParts {
    var parts = FileParts.model
    for section in sections { parts.sections.append(("PROG", section)) }
    return parts
  }

  private func session(_ parts: FileParts, _ program: String?) throws -> TestSession {
    var settings = SessionSettings(height: 8, width: 8)
    settings.program = program
    return try TestSession(TestModel(Source(parts.bytes)), settings)
  }

  private func epsilon(_ session: TestSession) throws -> [Float] {
    let count = try session.count("x")
    var tensors = [
      TestTensor("x", normal(count, seed: 1), HSP_USE_INPUT),
      TestTensor("t", [500], HSP_USE_INPUT),
      TestTensor("eps", [Float](repeating: .nan, count: count), HSP_USE_OUTPUT),
    ]
    try session.evaluate(&tensors)
    return tensors[2].values
  }

  @Test func aProgramIsChosenByName() throws {
    let two = model(adding: second().section)
    #expect(try TestModel(Source(two.bytes)).info.programs == 2)
    let plain = try epsilon(session(FileParts.model, nil))
    #expect(sameBits(try epsilon(session(two, nil)), plain))
    #expect(sameBits(try epsilon(session(two, "unet")), plain))
    var alone = FileParts.model
    alone["PROG"] = second("unet").section
    let changed = try epsilon(session(alone, nil))
    #expect(sameBits(try epsilon(session(two, "second")), changed))
    #expect(distance(changed, plain) > 1e-3)
  }

  @Test(arguments: ["", "u", "unets", "Unet", "secon", "third"])
  func unknownNames(_ name: String) throws {
    let model = try TestModel(Source(model(adding: second().section).bytes))
    var settings = SessionSettings(height: 8, width: 8)
    settings.program = name
    expectFault(HSP_ERROR_ARGUMENT) { _ = try TestSession(model, settings) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try model.memory(settings) }
  }

  @Test func onlyAUNetRuns() throws {
    let session = try session(model(adding: second().section), "second")
    let before = try epsilon(session)
    let dh = try TestDirection(session.model, normal(32, seed: 1), extents: (32, 1, 1))
    let runs: [() throws -> Void] = [
      { try session.invert() }, { try session.edit() }, { try session.edit([(dh, 1)]) },
      { try session.sample(seed: 1) },
    ]
    for run in runs {
      let fault = expectFault(HSP_ERROR_STATE) { try run() }
      #expect(fault?.message.contains("U-Net") == true)
    }
    expectFault(HSP_ERROR_STATE) { try session.resume() }
    #expect(sameBits(try epsilon(session), before))
  }

  /// A model may have no U-Net at all.
  @Test func theFirstProgramNeedNotBeAUNet() throws {
    var parts = FileParts.model
    parts["PROG"] = second().section
    let session = try session(parts, nil)
    #expect(try epsilon(session).allSatisfy { $0.isFinite })
    expectFault(HSP_ERROR_STATE) { try session.sample(seed: 1) }
  }

  @Test func everyProgramIsChecked() throws {
    func expectRefused(
      _ parts: FileParts, sourceLocation: SourceLocation = #_sourceLocation
    ) -> Fault? {
      let allocator = CountingAllocator()
      defer { #expect(allocator.live == 0 && allocator.mistakes == 0) }
      return expectFault(HSP_ERROR_FORMAT, sourceLocation) {
        _ = try TestModel(Source(parts.bytes), allocator)
      }
    }
    let first = FileParts.model["PROG"]
    #expect(expectRefused(model(adding: first))?.operation == "unet")
    let twice = expectRefused(model(adding: second().section, second().section))
    #expect(twice?.operation == "second")
    let garbage = model(adding: [UInt8](repeating: 0xEE, count: 100))
    #expect((expectRefused(garbage)?.offset ?? -1) > Int64(garbage.offset("PROG") + first.count))
    _ = expectRefused(model(adding: []))
    // Not wrong before shapes are known.
    var bent = second()
    let addition = bent.first(4)
    bent.operations[addition].setInput(1, 0)
    let fault = expectRefused(model(adding: bent.section))
    #expect(fault?.operation == bent.name(ofOperation: addition))
  }
}
