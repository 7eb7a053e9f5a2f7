import CHSpace
import Foundation
import Testing

/// Stopping a run from everywhere that may stop it.
struct CancelTests {
  /// Cancels from another thread, now here and now there, and returns the longest wait.
  private func stop(_ session: TestSession, after delay: Duration) throws -> Duration? {
    let clock = ContinuousClock()
    let asked = Moment()
    let thread = BackgroundThread {
      Thread.sleep(forTimeInterval: Double(delay.components.attoseconds) / 1e18)
      asked.now()
      session.cancel()
    }
    defer { thread.join() }
    do {
      try session.edit([], Run(steps: 50))
      return nil
    } catch  where error.status == HSP_ERROR_CANCELLED {
      return clock.now - asked.instant
    }
  }

  @Test(arguments: [1, 2] as [Int32])
  func fromAnotherThread(_ threads: Int32) throws {
    let session = try TestSession(
      TestModel.fixture(), SessionSettings(threads: threads, height: 64, width: 64))
    var waits: [Duration] = []
    for milliseconds in [10, 70, 130, 190] {
      try session.setNoise(1)
      if let wait = try stop(session, after: .milliseconds(milliseconds)) { waits.append(wait) }
    }
    #expect(waits.count == 4, "a run of 50 steps was over before it was cancelled")
    // Other tests run at the same time: the quickest tells what the library does.
    let best = try #require(waits.min())
    #expect(best < .milliseconds(100), "took \(best)")
    print("cancelled within \(waits)")
  }

  @Test func resumedAfterAnotherThreadsCancel() throws {
    let model = try TestModel.fixture()
    let settings = SessionSettings(threads: 2, height: 16, width: 16)
    let whole = try TestSession(model, settings)
    try whole.setNoise(1)
    try whole.edit([], Run(steps: 8))
    let session = try TestSession(model, settings)
    try session.setNoise(1)
    var cancels = 0
    var pending: BackgroundThread?
    // Each step is cancelled somewhere in its midst, until the run is through.
    let run = Run(steps: 8).with { $0.progress = { _ in 0 } }
    func attempt(_ body: () throws -> Void) throws -> Bool {
      pending = BackgroundThread {
        Thread.sleep(forTimeInterval: 0.02)
        session.cancel()
      }
      defer { pending?.join() }
      do {
        try body()
        return true
      } catch let fault as Fault where fault.status == HSP_ERROR_CANCELLED {
        cancels += 1
        return false
      }
    }
    var done = try attempt { try session.edit([], run) }
    while !done, cancels < 3 { done = try attempt { try session.resume([], run) } }
    if !done { try session.resume([], run) }
    #expect(sameBits(try session.read(), try whole.read()))
  }

  @Test func fromTheHook() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    try session.setNoise(1)
    try session.edit([], Run())
    let expected = try session.read()
    for answer in [2, -1, .max] as [Int32] {
      try session.setNoise(1)
      let before = try session.read()
      let run = Run().with { $0.hook = { step, _ in step.step == 0 ? answer : HSP_HOOK_KEEP } }
      expectFault(HSP_ERROR_CANCELLED) { try session.edit([], run) }
      #expect(sameBits(try session.read(), before))
      #expect(try session.describe().step == 0)
      try session.resume()
      #expect(sameBits(try session.read(), expected))
    }
  }

  @Test func fromTheNoise() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    let run = Run().with {
      $0.eta = 1; $0.seed = 2
    }
    try session.setNoise(1)
    try session.edit([], run)
    let expected = try session.read()
    try session.setNoise(1)
    expectFault(HSP_ERROR_CANCELLED) {
      try session.edit([], run.with { $0.noise = { _, _ in 1 } })
    }
    try session.resume()
    #expect(sameBits(try session.read(), expected))
  }

  @Test func fromWithinACallback() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    try session.setNoise(1)
    try session.edit([], Run())
    let expected = try session.read()
    try session.setNoise(1)
    let run = Run().with {
      $0.progress = { _ in
        session.cancel(); return 0
      }
    }
    expectFault(HSP_ERROR_CANCELLED) { try session.edit([], run) }
    #expect(try session.describe().step == 1)
    // The encoder of the next step was given up: what it overwrote can't be read.
    #expect(sameBits(try session.read(HSP_VALUE_EPS), try session.read(HSP_VALUE_EPS)))
    expectFault(HSP_ERROR_STATE, recorded: false) { _ = try session.read(HSP_VALUE_EPS_EDITED) }
    try session.resume()
    #expect(sameBits(try session.read(), expected))
  }

  @Test func whileNothingRuns() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    session.cancel()
    try session.setSmoothPicture()
    session.cancel()
    try session.invert(Run(steps: 2))
    session.cancel()
    _ = try session.saved()
    session.cancel()
    try session.edit([], Run(steps: 2))
    hsp_session_cancel(nil)
  }

  @Test func anEvaluation() throws {
    let session = try TestSession(
      TestModel.fixture(), SessionSettings(threads: 2, height: 128, width: 128))
    let values = normal(try session.count("x"), seed: 1)
    var tensors = [TestTensor("x", values, HSP_USE_INPUT), TestTensor("t", [3], HSP_USE_INPUT)]
    let thread = BackgroundThread {
      // Until it hits: the evaluation may not have begun.
      for _ in 0..<1000 {
        session.cancel()
        Thread.sleep(forTimeInterval: 0.001)
      }
    }
    expectFault(HSP_ERROR_CANCELLED) { try session.evaluate(&tensors) }
    thread.join()
    session.cancel()
    try session.setNoise(1)
  }
}

/// A moment that one thread notes and another reads after joining it or an answer.
private final class Moment: @unchecked Sendable {
  private let lock = NSLock()
  private var noted = ContinuousClock.now

  func now() { lock.withLock { noted = ContinuousClock.now } }
  var instant: ContinuousClock.Instant { lock.withLock { noted } }
}
