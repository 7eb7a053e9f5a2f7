import CHSpace
import Testing

/// Steps that are measured, and the limit that they are compared with.
struct ProfileTests {
  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
  }

  @Test func nothingIsMeasuredUnlessAskedFor() throws {
    let session = try session()
    try session.sample(seed: 1, Run(steps: 2))
    #expect(try session.profileCount() == 0)
    #expect(session.profileEntries(room: 1).entries == [])
  }

  /// The work of a run is that of its evaluations, and the picture is the same.
  @Test func aRun() throws {
    let session = try session()
    try session.sample(seed: 1, Run(steps: 3))
    let expected = try session.read()
    try session.profile(1)
    try session.sample(seed: 1, Run(steps: 3))
    #expect(try session.read() == expected)
    try session.profile(0)
    try session.sample(seed: 1, Run(steps: 2))

    let count = try session.profileCount()
    let (status, needed, entries) = session.profileEntries(room: Int(HSP_PROFILE_ENTRIES))
    #expect(status == HSP_OK && needed == count && entries.count == count)
    let memory = try session.model.memory(SessionSettings(height: 8, width: 8))
    #expect(entries.reduce(0) { $0 + $1.multiplyAdds } == 3 * memory.multiply_adds)
    #expect(entries.reduce(0) { $0 + $1.steps } == 3 * UInt64(memory.steps))
    #expect(entries.reduce(0) { $0 + $1.nanoseconds } > 0)
    #expect(entries.allSatisfy { !$0.name.isEmpty && $0.bytes > 0 })
    let names = entries.map { "\($0.name) \($0.arithmetic)" }
    #expect(Set(names).count == names.count)
    #expect(names.contains("convolution 3x3 \(HSP_ARITHMETIC_FLOAT.rawValue)"))

    try session.profile(1)
    #expect(try session.profileCount() == 0)
  }

  /// Room for fewer entries is refused, and nothing is written behind it.
  @Test func littleRoom() throws {
    let session = try session()
    try session.profile(1)
    try session.sample(seed: 1, Run(steps: 2))
    let count = try session.profileCount()
    let all = session.profileEntries(room: count)
    #expect(all.status == HSP_OK && all.needed == count)
    for room in [1, count - 1] {
      let (status, needed, entries) = session.profileEntries(room: room)
      #expect(status == HSP_ERROR_ARGUMENT && needed == count)
      #expect(entries == Array(all.entries.prefix(room)))
      #expect(session.lastError.message.contains("\(count)"))
    }
  }

  @Test(arguments: [2, -1, .max, .min] as [Int32])
  func enableIsZeroOrOne(_ enable: Int32) throws {
    let session = try session()
    expectFault(HSP_ERROR_ARGUMENT) { try session.profile(enable) }
    try session.sample(seed: 1, Run(steps: 2))
    #expect(try session.profileCount() == 0)
  }

  /// What a loop of nothing but products reaches.
  @Test(arguments: [nil, "base"], [HSP_ARITHMETIC_FLOAT, HSP_ARITHMETIC_INTEGER])
  func peak(isa: String?, arithmetic: hsp_arithmetic) throws {
    var rate = 0.0
    try check { unsafe hsp_peak(isa, arithmetic, &rate, &$0) }
    #expect(rate > 1e7 && rate < 1e13)
  }

  @Test func peakRefuses() {
    var rate = 1.0
    for number in [0, 3, 0x7fff_ffff] as [UInt32] {
      expectFault(HSP_ERROR_ARGUMENT) {
        try check { unsafe hsp_peak(nil, hsp_arithmetic(rawValue: number), &rate, &$0) }
      }
    }
    for isa in ["", "avx1024"] {
      expectFault(HSP_ERROR_UNSUPPORTED) {
        try check { unsafe hsp_peak(isa, HSP_ARITHMETIC_FLOAT, &rate, &$0) }
      }
    }
    #expect(rate == 1)
    // An error record is optional.
    #expect(unsafe hsp_peak("avx1024", HSP_ARITHMETIC_FLOAT, &rate, nil) == HSP_ERROR_UNSUPPORTED)
  }
}
