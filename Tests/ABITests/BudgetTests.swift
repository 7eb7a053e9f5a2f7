import CHSpace
import Testing

/// A memory budget costs time, never bits, and the least that works is what the refusal says.
struct BudgetTests {
  /// The number in "needs at least N bytes".
  private func least(_ model: TestModel, _ settings: SessionSettings) throws -> UInt64 {
    let refused = settings.with { $0.memoryBudget = 1 }
    let fault = expectFault(HSP_ERROR_MEMORY) { _ = try model.memory(refused) }
    let message = try #require(fault?.message)
    #expect(message.hasSuffix(" bytes") && message.contains("needs at least "))
    return try #require(message.split(separator: " ").dropLast().last.flatMap { UInt64($0) })
  }

  @Test(arguments: Weights.Kind.allCases, Weights.places)
  func leastWorksAndOneByteLessDoesNot(_ kind: Weights.Kind, _ place: UInt32) throws {
    let model = try Weights(kind.file()).open()
    for flags in [0, HSP_SESSION_PLAIN] {
      let settings = SessionSettings(threads: 2, flags: flags).with { $0.weights = place }
      let least = try least(model, settings)
      let exact = settings.with { $0.memoryBudget = least }
      #expect(try model.memory(exact).bytes == least)
      let allocator = CountingAllocator()
      let session = try TestSession(model, exact.with { $0.allocator = allocator })
      try session.sample(seed: 1, Run(steps: 2))
      let short = settings.with { $0.memoryBudget = least - 1 }
      for budget in [1, 4096, least / 2, least - 1] as [UInt64] {
        let short = short.with { $0.memoryBudget = budget }
        let query = expectFault(HSP_ERROR_MEMORY) { _ = try model.memory(short) }
        let creation = expectFault(HSP_ERROR_MEMORY) { _ = try TestSession(model, short) }
        #expect(query?.message == creation?.message)
        #expect(query?.message.contains("at least \(least) bytes") == true)
      }
    }
  }

  @Test(arguments: Weights.Kind.allCases, Weights.places)
  func everyBudgetGivesTheSameBits(_ kind: Weights.Kind, _ place: UInt32) throws {
    let model = try Weights(kind.file()).open()
    let base = SessionSettings(height: 24, width: 16)
    let expected = try inversionAndEdit(TestSession(model, base))
    for threads in [1, 3] as [Int32] {
      let settings = base.with {
        $0.threads = threads
        $0.weights = place
      }
      let (least, most) = (try least(model, settings), try model.memory(settings).bytes)
      #expect(least < most)
      var plans: Set<UInt64> = []
      var encoderRuns: Set<UInt32> = []
      for part in 0...8 as ClosedRange<UInt64> {
        let budgeted = settings.with { $0.memoryBudget = least + (most - least) * part / 8 }
        let memory = try model.memory(budgeted)
        #expect(memory.bytes <= budgeted.memoryBudget)
        encoderRuns.insert(memory.encoder_runs)
        guard plans.insert(memory.bytes).inserted else { continue }
        let values = try inversionAndEdit(TestSession(model, budgeted))
        #expect(sameBits(values, expected), "\(memory.bytes) of \(most) bytes")
      }
      #expect(plans.count > 1 && plans.contains(least) && plans.contains(most))
      #expect(encoderRuns == [1, 2])
    }
  }

  @Test func roomForEverythingChangesNothing() throws {
    let model = try TestModel.fixture()
    let unlimited = try model.memory(SessionSettings())
    for budget in [unlimited.bytes, unlimited.bytes + 1, .max] {
      let memory = try model.memory(SessionSettings().with { $0.memoryBudget = budget })
      #expect(memory.bytes == unlimited.bytes && memory.encoder_runs == 1)
    }
    let plain = try model.memory(SessionSettings(flags: HSP_SESSION_PLAIN))
    #expect(plain.encoder_runs == 0 && plain.bytes < unlimited.bytes)
  }

  /// The encoder that runs again must not disturb what hooks and symmetric edits see.
  @Test func hooksUnderATightBudget() throws {
    let model = try TestModel.fixture()
    func result(_ budget: UInt64) throws -> [Float] {
      let settings = SessionSettings(height: 8, width: 8).with { $0.memoryBudget = budget }
      let session = try TestSession(model, settings)
      try session.setNoise(3)
      let dh = try TestDirection.random(session, seed: 2)
      let hook = Run().with {
        $0.tEdit = 700
        $0.hook = { step, h in
          if step.step % 2 == 0 { return HSP_HOOK_KEEP }
          h[0] += 1
          return HSP_HOOK_CHANGE
        }
      }
      try session.edit([(dh, 1)], hook)
      let asymmetric = try session.read() + session.read(HSP_VALUE_H)
      try session.edit([(dh, 1)], hook.with { $0.flags = HSP_RUN_SYMMETRIC })
      return try asymmetric + session.read() + session.read(HSP_VALUE_H)
    }
    let settings = SessionSettings(height: 8, width: 8)
    #expect(sameBits(try result(least(model, settings)), try result(0)))
  }

  /// A caller of an older header has none of the new options, and its records end earlier.
  @Test func recordsOfAnOlderHeader() throws {
    let model = try TestModel.fixture()
    let first = UInt32(24 + 5 * MemoryLayout<Int>.size)
    let old = SessionSettings().with {
      $0.structSize = first
      $0.weights = 99
      $0.memoryBudget = 1
    }
    _ = try TestSession(model, old)
    #expect(try model.memory(old).bytes == model.memory().bytes)

    var memory = hsp_memory()
    memory.struct_size = 72
    memory.held_bytes = 0x1234_5678
    memory.encoder_runs = 77
    let streamed = SessionSettings.streamed()
    try unsafe streamed.withOptions { options in
      try check { unsafe hsp_session_memory(model.handle, options, &memory, &$0) }
    }
    #expect(memory.struct_size == 72 && memory.bytes > 0 && memory.steps > 0)
    #expect(memory.held_bytes == 0x1234_5678 && memory.encoder_runs == 77)
    memory.struct_size = 67
    expectFault(HSP_ERROR_ARGUMENT) {
      try unsafe streamed.withOptions { options in
        try check { unsafe hsp_session_memory(model.handle, options, &memory, &$0) }
      }
    }
  }
}
