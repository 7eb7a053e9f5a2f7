import CHSpace
import Testing

/// Raw access: a program on named tensors.
struct EvaluateTests {
  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
  }

  private func inputs(_ session: TestSession, t: Float = 500) -> [TestTensor] {
    [
      TestTensor("x", normal(session.pictureCount, seed: 1), HSP_USE_INPUT),
      TestTensor("t", [t], HSP_USE_INPUT),
    ]
  }

  private func output(_ name: String, _ count: Int) -> TestTensor {
    TestTensor(name, [Float](repeating: .nan, count: count), HSP_USE_OUTPUT)
  }

  /// A hook can read the time embedding of its step, for networks that need it.
  @Test func theTimeEmbeddingIsThatOfTheStep() throws {
    let session = try session()
    let count = try session.count("temb")
    expectFault(HSP_ERROR_STATE, recorded: false) {
      _ = try session.read(HSP_VALUE_TEMB, count: count)
    }
    try session.setNoise(1)
    var seen: [(t: Int32, temb: [Float])] = []
    let run = Run(steps: 3).with {
      $0.hook = { step, _ in
        seen.append((step.t, try! session.read(HSP_VALUE_TEMB, count: count)))
        return HSP_HOOK_KEEP
      }
    }
    try session.edit([], run)
    #expect(seen.map(\.t) == [999, 499, 0])
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) {
      _ = try session.read(HSP_VALUE_TEMB, count: count + 1)
    }
    for step in seen {
      var tensors = inputs(session, t: Float(step.t)) + [output("temb", count)]
      try session.evaluate(&tensors)
      #expect(sameBits(tensors[2].values, step.temb))
    }
  }

  @Test func epsAndHAreThoseOfARun() throws {
    let session = try session()
    try session.setLatent(inputs(session)[0].values)
    var seen: (h: [Float], eps: [Float])?
    let run = Run(steps: 2).with {
      $0.progress = { _ in
        if seen == nil {
          seen = (try! session.read(HSP_VALUE_H), try! session.read(HSP_VALUE_EPS))
        }
        return 0
      }
    }
    try session.edit([], run)
    let before = try session.read()
    var tensors =
      inputs(session, t: 999) + [
        output("eps", session.pictureCount), output("h", session.hiddenCount),
      ]
    try session.evaluate(&tensors)
    #expect(
      sameBits(tensors[2].values, seen?.eps ?? []) && sameBits(tensors[3].values, seen?.h ?? []))
    // What the session holds is not touched.
    #expect(sameBits(try session.read(), before))
    expectFault(HSP_ERROR_STATE, recorded: false) { _ = try session.read(HSP_VALUE_EPS_EDITED) }
  }

  @Test func addAndReplace() throws {
    let session = try session()
    let (count, hidden) = (session.pictureCount, session.hiddenCount)
    var plain = inputs(session) + [output("h", hidden), output("eps", count)]
    try session.evaluate(&plain)
    let dh = normal(hidden, seed: 3)
    let moved = zip(plain[2].values, dh).map { $0 + $1 }
    var added =
      inputs(session) + [
        TestTensor("h", dh, HSP_USE_ADD), output("h", hidden), output("eps", count),
      ]
    try session.evaluate(&added)
    var replaced =
      inputs(session) + [
        TestTensor("h", moved, HSP_USE_REPLACE), output("h", hidden), output("eps", count),
      ]
    try session.evaluate(&replaced)
    #expect(sameBits(added[3].values, moved) && sameBits(replaced[3].values, moved))
    #expect(sameBits(added[4].values, replaced[4].values))
    #expect(distance(added[4].values, plain[3].values) > 1e-3)
    // What is only read stays as it was.
    #expect(sameBits(added[2].values, dh))
  }

  @Test func timeEmbedding() throws {
    let session = try session()
    let count = try session.count("temb")
    func embedding(_ t: Float) throws -> [Float] {
      var tensors = inputs(session, t: t) + [output("temb", count)]
      try session.evaluate(&tensors)
      return tensors[2].values
    }
    #expect(sameBits(try embedding(7), try embedding(7)))
    #expect(distance(try embedding(7), try embedding(8)) > 1e-4)
  }

  @Test func tensorsThatDoNotFit() throws {
    let session = try session()
    let good = inputs(session)
    let (x, t) = (good[0], good[1])
    let h = [Float](repeating: 0, count: session.hiddenCount)
    let lists: [[TestTensor]] = [
      [], [x], [t], [x, t, output("nothing", 1)], [x, t, output("", 1)],
      [x, t, output("eps", session.pictureCount - 1)], [x, t, output("eps", 0)],
      [TestTensor("x", Array(x.values.dropLast()), HSP_USE_INPUT), t],
      [x, TestTensor("t", [1, 2], HSP_USE_INPUT)],
      [x, t, output("x", session.pictureCount)],
      [x, t, TestTensor("x", x.values, HSP_USE_ADD)],
      [x, t, TestTensor("h", h, HSP_USE_INPUT)],
      [x, t, TestTensor("h", h, hsp_use(rawValue: 4))],
      [x, t] + (0..<31).map { _ in output("h", h.count) },
    ]
    for list in lists {
      var tensors = list
      expectFault(HSP_ERROR_ARGUMENT) { try session.evaluate(&tensors) }
    }
    var many = [x, t] + (0..<30).map { _ in output("h", h.count) }
    try session.evaluate(&many)
    #expect(many[2...].allSatisfy { sameBits($0.values, many[2].values) })
  }
}
