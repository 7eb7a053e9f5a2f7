import CHSpace
import Testing

/// Statistics in wrong hands, and as a run's hook.
struct StatisticsCallTests {
  private static let timesteps: [Int32] = [500, 20]

  @Test func refused() throws {
    let good = TestStatistics.facts(HSP_STATISTICS_SKETCH, count: 4, rank: 2)
    let changes: [(inout hsp_statistics_info) -> Void] = [
      { $0.struct_size = 8 }, { $0.kind = 3 }, { $0.channels = 0 }, { $0.height = 0 },
      { $0.width = 0 },
      {
        $0.channels = .max; $0.height = .max; $0.width = .max
      },
      { $0.value = HSP_VALUE_EPS.rawValue }, { $0.value = 99 }, { $0.phase = 2 },
      { $0.phase = 99 }, { $0.convention = 99 }, { $0.steps = -1 }, { $0.steps = 100_001 },
      { $0.t0 = 0 }, { $0.t0 = -2 }, { $0.t0 = 100_000 }, { $0.eta = 1.5 }, { $0.eta = -1 },
      { $0.eta = .nan }, { $0.rank = 0 }, { $0.rank = 1025 }, { $0.flags = 2 },
      { $0.kind = HSP_STATISTICS_ROWS.rawValue }, { $0.kind = HSP_STATISTICS_MEAN.rawValue },
    ]
    for change in changes {
      var info = good
      change(&info)
      expectFault(HSP_ERROR_ARGUMENT) {
        _ = try TestStatistics(info, timesteps: Self.timesteps)
      }
    }
    for timesteps in [[20, 500], [500, 500], [-1, -1], [100_000, 1], [5, -1]] as [[Int32]] {
      expectFault(HSP_ERROR_ARGUMENT) { _ = try TestStatistics(good, timesteps: timesteps) }
    }
    for entries in [0, 10_001, UInt32.max] {
      expectFault(HSP_ERROR_ARGUMENT) {
        _ = try TestStatistics(good, timesteps: Self.timesteps, entries: entries)
      }
    }
    var large = good
    large.capacity = .max
    expectFault(HSP_ERROR_MEMORY) { _ = try TestStatistics(large, timesteps: Self.timesteps) }
  }

  @Test func samplesThatAreNone() throws {
    let samples = Samples(3, size: 4, timesteps: Self.timesteps)
    let statistics = try samples.statistics(.rows, 0..<2, capacity: 3)
    let values: [Float] = [1, 2, 3, 4]
    let file = try statistics.saved()
    expectFault(HSP_ERROR_STATE) { try statistics.commit() }
    expectFault(HSP_ERROR_STATE) { try statistics.put(values, at: 500) }
    expectFault(HSP_ERROR_MISMATCH) { try statistics.begin(1) }
    try statistics.begin(7)
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.put(values, at: 499) }
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.put([1, 2, 3], at: 500) }
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.put([1, 2, .nan, 4], at: 500) }
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.put([1, 2, .infinity, 4], at: 500) }
    try statistics.put(values, at: 20)
    let fault = expectFault(HSP_ERROR_STATE) { try statistics.commit() }
    #expect(fault?.message.contains("500") ?? false)
    // A sample that was begun again has nothing yet.
    try statistics.begin(8)
    try statistics.put(values, at: 500)
    expectFault(HSP_ERROR_STATE) { try statistics.commit() }
    #expect(try statistics.saved() == file)
    try statistics.put(values, at: 20)
    try statistics.commit()
    expectFault(HSP_ERROR_ARGUMENT) { try statistics.begin(9) }
    #expect(statistics.samples() == [0, 1, 8])
  }

  @Test func resultsThatAreNot() throws {
    let samples = Samples(3, size: 4, timesteps: Self.timesteps)
    let empty = try samples.statistics(.rows, 0..<0)
    expectFault(HSP_ERROR_STATE) { _ = try empty.mean(0, count: 4) }
    expectFault(HSP_ERROR_STATE) { _ = try empty.matrices(0, size: 0) }
    expectFault(HSP_ERROR_STATE) { _ = try empty.direction([]) }
    let statistics = try samples.statistics(.rows)
    expectFault(HSP_ERROR_STATE) { _ = try statistics.difference(to: empty) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.mean(2, count: 4) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.mean(0, count: 5) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.matrices(2, size: 3) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.matrices(0, size: 4) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.direction([1, 2, 3]) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try statistics.direction([1, 2, .nan, 1, 1, 1]) }
    expectFault(HSP_ERROR_ARGUMENT) {
      _ = try statistics.direction([1e300, -1e300, 0, 1, 1, 1])
    }
    expectFault(HSP_ERROR_ARGUMENT) {
      _ = try statistics.direction([1, 1, 1, 1, 1, 1], name: "")
    }
    let means = try samples.statistics(.mean)
    expectFault(HSP_ERROR_UNSUPPORTED) { _ = try means.matrices(0, size: 0) }
    expectFault(HSP_ERROR_UNSUPPORTED) { _ = try means.direction([]) }
  }

  @Test func everythingIsGivenBack() throws {
    let info = TestStatistics.facts(HSP_STATISTICS_SKETCH, count: 4, rank: 2)
    let allocator = CountingAllocator()
    do {
      let statistics = try TestStatistics(info, timesteps: Self.timesteps, allocator)
      #expect(statistics.info.bytes > 0)
    }
    #expect(allocator.live == 0 && allocator.mistakes == 0)
  }

  /// The hook gathers what a hook of one's own sees, and passes over other timesteps.
  @Test func hook() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
    try session.setSmoothPicture()
    let (channels, height, width) = try session.extents("h")
    let size = channels * height * width
    var seen: [(Int32, [Float])] = []
    try session.invert(
      Run(steps: 4).with { run in
        run.hook = { step, h in
          seen.append((step.t, Array(h)))
          return HSP_HOOK_KEEP
        }
      })
    var info = TestStatistics.facts(HSP_STATISTICS_ROWS, count: size)
    info.channels = UInt32(channels)
    info.height = UInt32(height)
    info.width = UInt32(width)
    let timesteps = seen.map(\.0).dropFirst().reversed() as [Int32]
    let statistics = try TestStatistics(info, timesteps: timesteps)
    try session.setSmoothPicture()
    try statistics.begin(1)
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    unsafe options.steps = 4
    unsafe options.hook = hsp_statistics_hook
    unsafe options.hook_user = UnsafeMutableRawPointer(statistics.handle)
    #expect(unsafe hsp_session_invert(session.handle, &options) == HSP_OK)
    try statistics.commit()
    for (entry, t) in timesteps.enumerated() {
      var values = [Float](repeating: .nan, count: size)
      try check {
        unsafe hsp_statistics_values(statistics.handle, 0, UInt32(entry), &values, size, &$0)
      }
      #expect(sameBits(values, seen.first { $0.0 == t }?.1 ?? []))
    }
    // Without a sample in work the hook stops the run.
    try session.setSmoothPicture()
    #expect(unsafe hsp_session_invert(session.handle, &options) == HSP_ERROR_CANCELLED)
  }

  @Test func idsOfSamples() {
    // Of Fowler, Noll and Vo's own list.
    func id(_ text: String) -> UInt64 {
      let bytes = Array(text.utf8)
      // The count is the array's.
      return unsafe hsp_sample_id(bytes, bytes.count)
    }
    let expected: [(String, UInt64)] = [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ]
    for (text, number) in expected { #expect(id(text) == number) }
  }
}
