import CHSpace
import Testing

/// Callbacks that call back into their own session.
struct CallbackTests {
  /// Every call on a session's own handle that a callback may not make.
  private func forbidden(_ session: TestSession, _ edits: [TestEdit], _ file: [UInt8])
    -> [(String, () throws -> Void)]
  {
    let picture = TestPicture(8, 8)
    let x = [Float](repeating: 0, count: 192)
    return [
      ("invert", { try session.invert() }), ("edit", { try session.edit(edits) }),
      ("sample", { try session.sample(seed: 1) }), ("resume", { try session.resume() }),
      ("set_picture", { try session.set(picture) }), ("get_picture", { try session.get(picture) }),
      ("set_values", { try session.setValues(x) }), ("set_latent", { try session.setLatent(x) }),
      ("set_noise", { try session.setNoise(1) }), ("save", { _ = try session.saved() }),
      ("load", { try session.load(Source(file)) }), ("describe", { _ = try session.describe() }),
      ("extents", { _ = try session.extents("h") }),
      ("profile", { try session.profile(1) }), ("profile_read", { _ = try session.profileCount() }),
      (
        "evaluate",
        {
          var tensors = [TestTensor("x", x, HSP_USE_INPUT), TestTensor("t", [1], HSP_USE_INPUT)]
          try session.evaluate(&tensors)
        }
      ),
    ]
  }

  private func expectBusy(_ calls: [(String, () throws -> Void)], _ place: String) {
    for (name, call) in calls {
      do {
        try call()
        Issue.record("\(name) inside \(place) was not refused")
      } catch let fault as Fault {
        #expect(fault.status == HSP_ERROR_BUSY, "\(name) inside \(place)")
      } catch { Issue.record(error) }
    }
  }

  @Test func insideARun() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    let dh = try TestDirection.random(session)
    try session.setNoise(1)
    let file = try session.saved()
    let plain = Run(steps: 2).with { $0.eta = 1 }
    try session.edit([(dh, 1)], plain)
    let expected = try session.read()

    let calls = forbidden(session, [(dh, 1)], file)
    var places: Set<String> = []
    func visit(_ place: String) -> Int32 {
      places.insert(place)
      expectBusy(calls, place)
      // Ignored inside the session's own callbacks.
      unsafe hsp_session_destroy(session.handle)
      #expect((try? session.read()) != nil)
      return 0
    }
    let run = plain.with {
      $0.progress = { _ in visit("progress") }
      $0.hook = { _, _ in visit("hook") }
      $0.noise = { step, values in
        values = normal(values.count, seed: 0, step: UInt32(step.t))
        return visit("noise")
      }
    }
    try session.edit([(dh, 1)], run)
    #expect(places == ["progress", "hook", "noise"])
    #expect(sameBits(try session.read(), expected))
    #expect(session.lastError.status == HSP_OK)
    expectFault(HSP_ERROR_STATE) { try session.invert() }
    try session.setSmoothPicture()
    places = []
    try session.invert(run)
    #expect(places == ["progress", "hook"])
  }

  @Test func insideASave() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    try session.setNoise(1)
    let file = try session.saved()
    let calls = forbidden(session, [], file)
    let sink = Sink()
    sink.visit = { self.expectBusy(calls, "write") }
    try session.save(sink)
    #expect(sink.bytes == file && sink.calls > 1)
  }

  @Test func insideALoad() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    try session.setNoise(1)
    let file = try session.saved()
    let calls = forbidden(session, [], file)
    var source = Source(file, way: .callback)
    var visits = 0
    source.visit = {
      visits += 1
      self.expectBusy(calls, "read")
    }
    try session.load(source)
    #expect(visits > 1)
  }

  @Test func otherSessionsAreFree() throws {
    let model = try TestModel.fixture()
    let settings = SessionSettings(height: 8, width: 8)
    let (session, other) = (try TestSession(model, settings), try TestSession(model, settings))
    try session.setNoise(1)
    try other.setNoise(1)
    let run = Run(steps: 2).with {
      $0.progress = { step in
        if step.step == 0 { #expect(throws: Never.self) { try other.edit([], Run(steps: 2)) } }
        return 0
      }
    }
    try session.edit([], run)
    #expect(sameBits(try session.read(), try other.read()))
  }

  @Test func whatCallbacksSee() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    let dh = try TestDirection.random(session)
    try session.setNoise(1)
    let start = try session.read()
    var shown: [[Float]] = []
    var moved: [[Float]] = []
    let run = Run(steps: 3).with {
      $0.hook = { step, h in
        shown.append(h)
        // x before the step, h of it; eps of the pass before is overwritten already.
        #expect(try! sameBits(session.read(HSP_VALUE_X), moved.last ?? start))
        #expect((try? session.read(HSP_VALUE_H)).map { sameBits($0, h) } == true)
        expectFault(HSP_ERROR_STATE, recorded: false) {
          _ = try session.read(HSP_VALUE_EPS_EDITED)
        }
        // Changed in place, but not said to be: nothing may come of it.
        for index in h.indices { h[index] = 1000 }
        return HSP_HOOK_KEEP
      }
      $0.progress = { step in
        moved.append(try! session.read(HSP_VALUE_X))
        let same = try! sameBits(session.read(HSP_VALUE_EPS), session.read(HSP_VALUE_EPS_EDITED))
        #expect(same == (step.t < 400))
        #expect(try! sameBits(session.read(HSP_VALUE_H), shown.last!))
        return 0
      }
    }
    try session.edit([(dh, 1)], run)
    #expect(sameBits(moved.last ?? [], try session.read()) && shown.count == 3)
    try session.edit([(dh, 1)], Run(steps: 3))
    #expect(sameBits(moved.last ?? [], try session.read()))
  }
}
