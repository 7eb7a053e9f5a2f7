import CHSpace
import Testing

/// File, seed and options determine every bit: not threads, instruction set, memory or the way a
/// file came.
struct BitIdentityTests {
  /// Small: the base kernels' exact multiply-add is slow where the processor has none that they
  /// may use.
  private static let sizes: [(UInt32, UInt32)] = [(8, 8), (12, 4), (4, 20)]

  /// Inversion, edit with noise, and the values of the last step.
  private func result(_ model: TestModel, _ settings: SessionSettings) throws -> [Float] {
    let session = try TestSession(model, settings)
    return try result(session)
  }

  private func result(_ session: TestSession) throws -> [Float] {
    try session.setSmoothPicture()
    let run = Run(steps: 2).with {
      $0.tBoost = 300
      $0.eta = 0.3
      $0.seed = 11
    }
    try session.invert(run)
    let dh = try TestDirection.random(session, seed: 2)
    try session.edit([(dh, 0.7)], run)
    return try session.read() + session.read(HSP_VALUE_EPS) + session.read(HSP_VALUE_EPS_EDITED)
      + session.read(HSP_VALUE_X0) + session.read(HSP_VALUE_H)
  }

  @Test(arguments: sizes)
  func threadsAndInstructionSets(_ height: UInt32, _ width: UInt32) throws {
    let model = try TestModel.fixture()
    var base = SessionSettings(height: height, width: width)
    base.isa = "base"
    let expected = try result(model, base)
    #expect(expected.allSatisfy { $0.isFinite })
    var ran: [String] = []
    for isa in ["base", "avx2", "avx512", "neon", "dotprod", "i8mm"] {
      var settings = SessionSettings(height: height, width: width)
      settings.isa = isa
      guard let session = try openIfThere(model, settings) else { continue }
      #expect(session.isa == isa)
      ran.append(isa)
      for threads in [1, 2, 3] as [Int32] {
        settings.threads = threads
        #expect(sameBits(try result(model, settings), expected), "\(isa), \(threads) threads")
      }
    }
    print("bit identity at \(height)x\(width): \(ran.joined(separator: ", ")); 1, 2 and 3 threads")
    #expect(ran.contains("base"))
  }

  /// Pictures of several strips and tiles.
  @Test func largerPictures() throws {
    let model = try TestModel.fixture()
    let expected = try result(model, SessionSettings(height: 44, width: 36))
    for threads in [2, 3, 5] as [Int32] {
      let settings = SessionSettings(threads: threads, height: 44, width: 36)
      #expect(sameBits(try result(model, settings), expected), "\(threads) threads")
    }
  }

  @Test func oneEvaluationOfTheBaseKernels() throws {
    let model = try TestModel.fixture()
    func epsilon(_ isa: String?) throws -> [Float] {
      var settings = SessionSettings()
      settings.isa = isa
      let session = try TestSession(model, settings)
      let x = normal(session.pictureCount, seed: 1)
      var tensors = [
        TestTensor("x", x, HSP_USE_INPUT), TestTensor("t", [321], HSP_USE_INPUT),
        TestTensor("eps", x, HSP_USE_OUTPUT),
      ]
      try session.evaluate(&tensors)
      return tensors[2].values
    }
    #expect(sameBits(try epsilon("base"), try epsilon(nil)))
  }

  /// nil where the processor does not have the instruction set.
  private func openIfThere(_ model: TestModel, _ settings: SessionSettings) throws -> TestSession? {
    do { return try TestSession(model, settings) } catch let fault as Fault {
      #expect(fault.status == HSP_ERROR_UNSUPPORTED && settings.isa != "base")
      return nil
    }
  }

  @Test func theBestInstructionSetIsTheDefault() throws {
    let model = try TestModel.fixture()
    let chosen = try TestSession(model).isa
    var named = SessionSettings()
    named.isa = chosen
    #expect(try TestSession(model, named).isa == chosen)
  }

  @Test(arguments: [1, 2, 3, 7] as [Int32])
  func callersThreads(_ threads: Int32) throws {
    let model = try TestModel.fixture()
    let expected = try result(model, SessionSettings())
    let lanes = Lanes()
    var settings = SessionSettings(threads: threads)
    settings.lanes = lanes
    #expect(sameBits(try result(model, settings), expected))
    #expect((lanes.calls > 0) == (threads > 1))
  }

  @Test(arguments: Way.allCases, [0, HSP_SOURCE_VERIFY])
  func waysOfOpening(_ way: Way, _ flags: UInt32) throws {
    let expected = try result(TestModel.fixture(), SessionSettings())
    var source = Source(ConvertedModel.shared.bytes, way: way)
    source.flags = flags
    #expect(sameBits(try result(TestModel(source), SessionSettings()), expected))
  }

  @Test func memoryOfAnyContent() throws {
    let model = try TestModel.fixture()
    let expected = try result(model, SessionSettings())
    let bytes = Int(try model.memory().bytes)
    for paint in [0, 0xFF] as [UInt8] {
      let memory = Memory(bytes, paint: paint)
      #expect(sameBits(try result(TestSession(model, memory: memory)), expected))
    }
    var settings = SessionSettings()
    settings.allocator = CountingAllocator()
    #expect(sameBits(try result(model, settings), expected))
  }

  @Test func plainSession() throws {
    let model = try TestModel.fixture()
    func run(_ flags: UInt32) throws -> [Float] {
      let session = try TestSession(model, SessionSettings(flags: flags))
      try session.setSmoothPicture()
      try session.invert(Run())
      try session.edit([], Run())
      return try session.read()
    }
    #expect(sameBits(try run(0), try run(UInt32(HSP_SESSION_PLAIN))))
  }

  @Test func twoSessionsAtOnce() throws {
    let model = try TestModel.fixture()
    let expected = try result(model, SessionSettings())
    let results = Results()
    let threads = (0..<2).map { index in
      BackgroundThread {
        for _ in 0..<2 {
          results.add(try? self.result(model, SessionSettings(threads: Int32(index + 1))))
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(results.all.count == 4)
    for values in results.all { #expect(sameBits(values ?? [], expected)) }
  }

  @Test func interleavedSessions() throws {
    let model = try TestModel.fixture()
    let expected = try result(model, SessionSettings())
    let other = try TestSession(model, SessionSettings(height: 8, width: 8))
    try other.setNoise(1)
    let session = try TestSession(model)
    try session.setSmoothPicture()
    try other.edit([], Run())
    #expect(sameBits(try result(session), expected))
  }
}
