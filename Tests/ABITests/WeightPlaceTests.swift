import CHSpace
import Testing

/// Where weights are does not change a bit.
struct WeightPlaceTests {
  private let small = SessionSettings(height: 8, width: 8)

  @Test(arguments: Weights.Kind.allCases, [0, 1, 2, 3] as [Int32])
  func sameBitsAtEveryPlace(_ kind: Weights.Kind, _ threads: Int32) throws {
    let model = try Weights(kind.file()).open()
    let expected = try inversionAndEdit(TestSession(model, small))
    #expect(expected.allSatisfy { $0.isFinite })
    for place in Weights.places {
      let settings = small.with {
        $0.threads = threads
        $0.weights = place
      }
      let session = try TestSession(model, settings)
      #expect(sameBits(try inversionAndEdit(session), expected), "place \(place)")
      // Again, now that everything was read once.
      #expect(sameBits(try inversionAndEdit(session), expected), "place \(place)")
    }
  }

  @Test(arguments: Weights.places)
  func symmetricEditsAndEvaluations(_ place: UInt32) throws {
    let model = try TestModel.fixture()
    func result(_ place: UInt32) throws -> [Float] {
      let session = try TestSession(model, small.with { $0.weights = place })
      try session.setNoise(4)
      let dh = try TestDirection.random(session, seed: 2)
      try session.edit([(dh, 1)], Run().with { $0.flags = HSP_RUN_SYMMETRIC })
      let x = try session.read()
      var tensors = [
        TestTensor("x", x, HSP_USE_INPUT), TestTensor("t", [321], HSP_USE_INPUT),
        TestTensor("h", try session.read(HSP_VALUE_H), HSP_USE_ADD),
        TestTensor("eps", x, HSP_USE_OUTPUT),
      ]
      try session.evaluate(&tensors)
      return x + tensors[3].values
    }
    #expect(sameBits(try result(place), try result(HSP_WEIGHTS_MAPPED.rawValue)))
  }

  /// What is in memory anyway is not streamed.
  @Test(arguments: Way.allCases)
  func placeInEffect(_ way: Way) throws {
    let model = try TestModel(Source(ConvertedModel.shared.bytes, way: way))
    let isFile = way == .path || way == .descriptor
    for place in Weights.places {
      let memory = try model.memory(small.with { $0.weights = place })
      let isMapped = place == HSP_WEIGHTS_STREAMED.rawValue && !isFile
      #expect(memory.weights == (isMapped ? HSP_WEIGHTS_MAPPED.rawValue : place))
      #expect((memory.held_bytes == 0) == (memory.weights == HSP_WEIGHTS_MAPPED.rawValue))
      #expect(memory.encoder_runs == 1)
      let session = try TestSession(model, small.with { $0.weights = place })
      try session.sample(seed: 1, Run(steps: 2))
    }
    let held = try model.memory(small.with { $0.weights = HSP_WEIGHTS_MEMORY.rawValue }).held_bytes
    #expect(held >= model.info.weight_bytes)
    if isFile { #expect(try model.memory(.streamed()).held_bytes < held / 2) }
  }

  @Test func unknownPlaces() throws {
    let model = try TestModel.fixture()
    for place in [3, 4, .max] as [UInt32] {
      let settings = small.with { $0.weights = place }
      expectFault(HSP_ERROR_ARGUMENT) { _ = try model.memory(settings) }
      expectFault(HSP_ERROR_ARGUMENT) { _ = try TestSession(model, settings) }
    }
  }

  @Test func callersMemoryOfAnyContent() throws {
    let model = try TestModel.fixture()
    let expected = try inversionAndEdit(TestSession(model, small))
    for place in Weights.places {
      let settings = small.with { $0.weights = place }
      let needed = try model.memory(settings)
      let parts =
        needed.tables_bytes + needed.scratch_bytes + needed.values_bytes + needed.state_bytes
      #expect(parts + needed.held_bytes == needed.bytes)
      for paint in [0, 0xFF] as [UInt8] {
        let memory = Memory(Int(needed.bytes), paint: paint)
        let session = try TestSession(model, settings, memory: memory)
        #expect(sameBits(try inversionAndEdit(session), expected))
        #expect(memory.touched <= Int(needed.bytes))
      }
      let short = Memory(Int(needed.bytes))
      expectFault(HSP_ERROR_MEMORY) {
        _ = try TestSession(model, settings, memory: short, size: Int(needed.bytes) - 1)
      }
    }
  }

  @Test func twoSessionsStreamOneModel() throws {
    let model = try TestModel.fixture()
    let expected = try inversionAndEdit(TestSession(model, small))
    let results = Results()
    let threads = (0..<2).map { index in
      BackgroundThread {
        for _ in 0..<2 {
          let session = try? TestSession(model, .streamed(threads: Int32(index + 1)))
          results.add(session.flatMap { try? inversionAndEdit($0) })
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(results.all.count == 4)
    for values in results.all { #expect(sameBits(values ?? [], expected)) }
  }

  /// Everything is given back, also when creation fails half-way.
  @Test func nothingLeaks() throws {
    let model = try TestModel.fixture()
    let counting = CountingAllocator()
    var settings = SessionSettings.streamed(threads: 2)
    settings.allocator = counting
    try TestSession(model, settings).sample(seed: 1, Run(steps: 2))
    for call in 0..<counting.calls {
      let failing = CountingAllocator(failing: call..<call + 1)
      settings.allocator = failing
      expectFault(HSP_ERROR_MEMORY) { _ = try TestSession(model, settings) }
      #expect(failing.live == 0 && failing.mistakes == 0)
    }
    #expect(counting.live == 0 && counting.mistakes == 0)
  }
}
