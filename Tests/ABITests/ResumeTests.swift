import CHSpace
import Testing

/// Cancelled, saved, loaded and resumed: the same bits as if nothing had happened.
struct ResumeTests {
  private let settings = SessionSettings(height: 8, width: 8)

  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), settings)
  }

  /// An edit with noise: eta 0.5 above t_boost and 1 below.
  private static var noisy: Run {
    Run(steps: 5).with {
      $0.eta = 0.5
      $0.tBoost = 400
      $0.seed = 77
    }
  }

  /// Makes a run stop behind a step.
  private static func stopping(_ run: Run, behind step: UInt32) -> Run {
    run.with { $0.progress = { $0.step == step ? 1 : 0 } }
  }

  /// How a cancelled run goes on.
  enum Way: CaseIterable {
    case sameSession, otherSession

    func goOn(_ session: TestSession) throws -> TestSession {
      guard self == .otherSession else { return session }
      // A new model too: nothing but the file is left.
      let file = try session.saved()
      let other = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
      try other.load(Source(file, way: .callback))
      return other
    }
  }

  @Test(arguments: Way.allCases)
  func inversionAtEveryStep(_ way: Way) throws {
    let whole = try session()
    try whole.setSmoothPicture()
    try whole.invert(Run(steps: 5))
    let expected = try whole.read()
    // Four evaluations; an answer at the last one comes too late.
    for step in 0..<3 as Range<UInt32> {
      let first = try session()
      try first.setSmoothPicture()
      expectFault(HSP_ERROR_CANCELLED) {
        try first.invert(ResumeTests.stopping(Run(steps: 5), behind: step))
      }
      let info = try first.describe()
      #expect(info.phase == HSP_PHASE_INVERTING.rawValue && info.step == step + 1)
      let second = try way.goOn(first)
      var events: [UInt32] = []
      try second.resume(
        [],
        Run().with {
          $0.progress = {
            events.append($0.step); return 0
          }
        })
      #expect(events == Array(step + 1..<4))
      #expect(sameBits(try second.read(), expected))
      #expect(try second.describe().phase == HSP_PHASE_LATENT.rawValue)
      try second.edit([], Run(steps: 5))
    }
  }

  @Test(arguments: Way.allCases)
  func editAtEveryStep(_ way: Way) throws {
    let whole = try session()
    let (dh, other) = (try TestDirection.random(whole), try TestDirection.random(whole, seed: 2))
    let edits: [TestEdit] = [(dh, 1), (other, -0.5)]
    try whole.setNoise(3)
    try whole.edit(edits, ResumeTests.noisy)
    let expected = try whole.read()
    #expect(try whole.describe().noise_counter == 5)
    for step in 0..<4 as Range<UInt32> {
      let first = try session()
      try first.setNoise(3)
      expectFault(HSP_ERROR_CANCELLED) {
        try first.edit(edits, ResumeTests.stopping(ResumeTests.noisy, behind: step))
      }
      let second = try way.goOn(first)
      let info = try second.describe()
      #expect(info.step == step + 1 && info.noise_counter == UInt64(step + 1))
      #expect(info.seed == 77 && info.eta == 0.5 && info.t_boost == 400 && info.directions == 2)
      try second.resume(edits, Run())
      #expect(sameBits(try second.read(), expected))
      #expect(try second.describe().phase == HSP_PHASE_DONE.rawValue)
    }
  }

  @Test func stoppedManyTimes() throws {
    let whole = try session()
    try whole.setNoise(3)
    try whole.edit([], ResumeTests.noisy)
    var other = try session()
    try other.setNoise(3)
    let stop = Run().with { $0.progress = { _ in 1 } }
    expectFault(HSP_ERROR_CANCELLED) {
      try other.edit([], ResumeTests.noisy.with { $0.progress = stop.progress })
    }
    for _ in 0..<3 {
      other = try Way.otherSession.goOn(other)
      expectFault(HSP_ERROR_CANCELLED) { try other.resume([], stop) }
    }
    try other.resume([], stop)
    #expect(sameBits(try other.read(), try whole.read()))
  }

  @Test func onlyTheSameEditsGoOn() throws {
    let session = try session()
    let timesteps: [Int32] = [900, 100]
    let dh = try TestDirection.random(session, timesteps: timesteps, steps: 10)
    try session.setNoise(3)
    expectFault(HSP_ERROR_CANCELLED) {
      try session.edit([(dh, 1)], ResumeTests.stopping(Run(), behind: 0))
    }
    let before = try session.read()
    let others: [[TestEdit]] = [
      [], [(dh, 2)], [(dh, 1), (dh, 1)],
      [(try .random(session, seed: 2, timesteps: timesteps, steps: 10), 1)],
      [(try .random(session, timesteps: [900, 101], steps: 10), 1)],
      [(try .random(session, timesteps: timesteps, steps: 11), 1)],
    ]
    for edits in others { expectFault(HSP_ERROR_MISMATCH) { try session.resume(edits) } }
    #expect(sameBits(try session.read(), before))
    // The same values from a file are the same edit.
    try session.resume([(try TestDirection(Source(try dh.saved())), 1)])
  }

  @Test func nothingToResume() throws {
    let session = try session()
    expectFault(HSP_ERROR_STATE) { try session.resume() }
    try session.setSmoothPicture()
    expectFault(HSP_ERROR_STATE) { try session.resume() }
    try session.invert(Run())
    expectFault(HSP_ERROR_STATE) { try session.resume() }
    try session.edit([], Run())
    expectFault(HSP_ERROR_STATE) { try session.resume() }
  }

  @Test func aPictureTakesTheInterruptedRunsPlace() throws {
    let session = try session()
    try session.setNoise(3)
    expectFault(HSP_ERROR_CANCELLED) {
      try session.edit([], ResumeTests.stopping(Run(), behind: 0))
    }
    try session.setSmoothPicture()
    expectFault(HSP_ERROR_STATE) { try session.resume() }
    try session.invert(Run())
  }

  /// The latent code outlives an interrupted edit in the same session.
  @Test func theNextEditStartsAfresh() throws {
    let session = try session()
    try session.setNoise(3)
    try session.edit([], Run())
    let expected = try session.read()
    expectFault(HSP_ERROR_CANCELLED) {
      try session.edit([], ResumeTests.stopping(Run(), behind: 1))
    }
    try session.edit([], Run())
    #expect(sameBits(try session.read(), expected))
  }

  @Test func evaluatingInBetweenChangesNothing() throws {
    let session = try session()
    try session.setNoise(3)
    try session.edit([], Run())
    let expected = try session.read()
    expectFault(HSP_ERROR_CANCELLED) {
      try session.edit([], ResumeTests.stopping(Run(), behind: 1))
    }
    let x = normal(try session.count("x"), seed: 8)
    var tensors = [
      TestTensor("x", x, HSP_USE_INPUT), TestTensor("t", [3], HSP_USE_INPUT),
    ]
    try session.evaluate(&tensors)
    try session.resume()
    #expect(sameBits(try session.read(), expected))
  }
}
