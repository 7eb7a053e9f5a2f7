import CHSpace
import Testing

/// Codes in files: saved, read, mixed, and refused where they lie.
struct CodeFileTests {
  private static let settings = SessionSettings(height: 8, width: 8)
  private static var run: Run {
    Run(steps: 4).with {
      $0.etas = [0.5, 1, 0.25]
      $0.skip = 1
      $0.seed = 3
    }
  }

  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), Self.settings)
  }

  /// A file, its entries, and what it decodes to.
  private func made(seed: UInt64 = 3) throws -> (file: [UInt8], entries: Entries, x: [Float]) {
    let session = try session()
    try session.setSmoothPicture()
    let entries = try session.encode(Self.run.with { $0.seed = seed })
    return (try session.savedCode(entries), entries, try session.read())
  }

  private func decode(_ session: TestSession, _ code: TestCode) throws {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    #expect(unsafe hsp_code_options(code.handle, &options) == HSP_OK)
    try session.checked(unsafe hsp_session_decode(session.handle, nil, 0, &options))
  }

  @Test func decodesWhatWasSaved() throws {
    let (file, entries, x) = try made()
    let code = try TestCode(file)
    for (index, entry) in entries.enumerated() {
      #expect(sameBits(try code.read(UInt32(index), count: entry.count), entry))
    }
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) {
      _ = try code.read(UInt32(entries.count), count: entries[0].count)
    }
    expectFault(HSP_ERROR_ARGUMENT, recorded: false) { _ = try code.read(0, count: 7) }
    var info = hsp_latent_info()
    info.struct_size = UInt32(MemoryLayout<hsp_latent_info>.size)
    #expect(unsafe hsp_code_describe(code.handle, &info) == HSP_OK)
    #expect(info.entries == 3 && info.steps == 4 && info.skip == 1 && info.etas == 3)
    let session = try session()
    try session.set(code)
    try decode(session, code)
    #expect(sameBits(try session.read(), x))
    // Also a latent code, for its x_T alone.
    try session.load(Source(file))
    #expect(sameBits(try session.read(), entries[0]))
    #expect(try session.describe().entries == 0)
  }

  @Test func otherModelsAreTranslatedOnRequest() throws {
    let (file, _, _) = try made()
    let code = try TestCode(file)
    var parts = FileParts.model
    parts.identity[3] ^= 4
    let other = try TestSession(TestModel(Source(parts.bytes)), Self.settings)
    let fault = expectFault(HSP_ERROR_MISMATCH) { try other.set(code) }
    #expect(fault?.message.contains("another model") ?? false)
    try other.set(code, flags: HSP_CODE_TRANSLATE)
    try decode(other, code)
    expectFault(HSP_ERROR_ARGUMENT) { try other.set(code, flags: 2) }
    let small = try TestSession(
      TestModel(Source(parts.bytes)), SessionSettings(height: 8, width: 16))
    expectFault(HSP_ERROR_MISMATCH) { try small.set(code, flags: HSP_CODE_TRANSLATE) }
    let last = parts["SCHD"].count - 8
    parts["SCHD"].put(parts["SCHD"].word(last + 4) - 0x100, at: last + 4)
    // alpha_bar of 999 is not used: one step is left out.
    let elsewhere = try TestSession(TestModel(Source(parts.bytes)), Self.settings)
    try elsewhere.set(code, flags: HSP_CODE_TRANSLATE)
  }

  @Test func onlyAfterEncoding() throws {
    let session = try session()
    try session.setSmoothPicture()
    expectFault(HSP_ERROR_STATE) { _ = try session.savedCode([]) }
    let entries = try session.encode(Self.run)
    // Entries that are not there.
    expectFault(HSP_ERROR_IO) { _ = try session.savedCode(Array(entries.dropLast())) }
    var bad = entries
    bad[2][0] = .nan
    expectFault(HSP_ERROR_ARGUMENT) { _ = try session.savedCode(bad) }
    #expect(try session.savedCode(entries) == session.savedCode(entries))
    try session.setNoise(1)
    expectFault(HSP_ERROR_STATE) { _ = try session.savedCode(entries) }
  }

  @Test func encodingResumesFromFiles() throws {
    let (_, entries, x) = try made()
    for step in 0..<2 as Range<UInt32> {
      let list = EntryList()
      let first = try session()
      try first.setSmoothPicture()
      expectFault(HSP_ERROR_CANCELLED) {
        try first.encode(Self.run.with { $0.progress = { $0.step == step ? 1 : 0 } }, into: list)
      }
      #expect(try first.describe().phase == HSP_PHASE_ENCODING.rawValue)
      let second = try session()
      try second.load(Source(try first.saved()))
      try second.resume([], Run().with { $0.code = { list.take($1, $2) } })
      #expect(zip(list.entries, entries).allSatisfy { sameBits($0, $1) })
      #expect(list.entries.count == entries.count)
      #expect(sameBits(try second.read(), x))
      #expect(try second.savedCode(list.entries) == first.model.savedFile(entries, Self.run))
    }
  }

  /// Every byte of the head, and of the schedule, that says something wrong.
  @Test func refusesWhatLies() throws {
    let (file, _, _) = try made()
    func refuse(_ change: (inout FileParts) -> Void, _ words: String = "") {
      var parts = FileParts(file)
      change(&parts)
      let fault = expectFault(HSP_ERROR_FORMAT) { _ = try TestCode(parts.bytes) }
      #expect(words.isEmpty || fault?.message.contains(words) ?? false, "\(fault?.message ?? "")")
    }
    for entries in [0, 2, 4, .max] as [UInt32] { refuse({ $0["CODE"].put(entries, at: 0) }) }
    for timesteps in [0, 1, 3, 100_001] as [UInt32] {
      refuse({ $0["CODE"].put(timesteps, at: 4) })
    }
    for place in stride(from: 8, to: 64, by: 4) {
      refuse({ $0["CODE"].put(1, at: place) }, "zero")
    }
    refuse({ $0["CODE"].put(0xbfe0_0000, at: 68) }, "alpha_bar")
    refuse({ $0["CODE"].put(0x3ff0_0000, at: 84) }, "alpha_bar")
    refuse({ $0["CODE"].put(1, at: 88) }, "zero")
    refuse({ $0["CODE"].put(0x7fc0_0000, at: 128) }, "not a number")
    for length in [0, 4, 63, 64, 127, 128, 200] {
      refuse({ $0["CODE"] = Array($0["CODE"].prefix(max(1, length))) })
    }
    refuse({ $0["CODE"].append(contentsOf: [0, 0, 0, 0]) })
    // A code needs its latent code.
    refuse({ $0.sections.removeFirst() })
    expectFault(HSP_ERROR_MISMATCH) { _ = try TestCode(ConvertedModel.shared.bytes) }
    let latent = try session()
    try latent.setNoise(1)
    expectFault(HSP_ERROR_MISMATCH) { _ = try TestCode(latent.saved()) }
  }

  @Test func mixes() throws {
    let (one, other) = (try made(), try made(seed: 8))
    let (first, second) = (try TestCode(one.file), try TestCode(other.file))
    let count = one.entries[0].count
    func read(_ entry: UInt32, _ change: (inout TestMixture) -> Void) throws -> [Float] {
      var mixture = TestMixture(first: first, second: second)
      change(&mixture)
      return try mixture.read(entry, count: count)
    }
    for (entry, expected) in [one.entries[0], other.entries[1], other.entries[2], one.entries[3]]
      .enumerated()
    {
      #expect(sameBits(try read(UInt32(entry)) { _ in }, expected))
    }
    for kind in 0..<3 as Range<UInt32> {
      let zero = try read(1) {
        $0.amount = 0
        $0.mix = kind
      }
      #expect(sameBits(zero, one.entries[1]))
    }
    let half = try read(2) { $0.amount = 0.5 }
    #expect(
      zip(half, zip(one.entries[2], other.entries[2]))
        .allSatisfy { abs($0 - ($1.0 + $1.1) / 2) <= 1e-6 * max(1, abs($0)) })
    let wrong: [(inout TestMixture) -> Void] = [
      { $0.mix = 3 }, { $0.amount = .nan },
      {
        $0.amount = 2
        $0.mix = 1
      }, { $0.first = nil }, { $0.second = nil }, { $0.firstEntry = 4 }, { $0.structSize = 8 },
    ]
    for change in wrong { expectFault(HSP_ERROR_ARGUMENT) { _ = try read(0, change) } }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try read(4) { _ in } }
    // Other steps.
    let session = try session()
    try session.setSmoothPicture()
    let run = Self.run.with { $0.etas = nil }
    let third = try TestCode(try session.savedCode(try session.encode(run)))
    expectFault(HSP_ERROR_MISMATCH) { _ = try read(0) { $0.second = third } }
  }
}

extension TestModel {
  /// The file of the smooth picture's code.
  fileprivate func savedFile(_ entries: Entries, _ run: Run) throws -> [UInt8] {
    let session = try TestSession(self, SessionSettings(height: 8, width: 8))
    try session.setSmoothPicture()
    _ = try session.encode(run)
    return try session.savedCode(entries)
  }
}
