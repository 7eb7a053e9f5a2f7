import CHSpace
import Testing

/// Two models in lock-step: the bits of stored codes, interruptions, and models that do not go together.
struct TranslateTests {
  private static let size = SessionSettings(height: 8, width: 16)

  private static var run: Run {
    Run(steps: 5).with {
      $0.convention = HSP_STEPS_CYCLE.rawValue
      $0.eta = 0.4
      $0.skip = 1
      $0.seed = 21
    }
  }

  /// The fixture, and the same network with another identity and other weights.
  private func pair(_ settings: SessionSettings = size) throws -> (TestSession, TestSession) {
    let source = try TestSession(TestModel.fixture(), settings)
    let target = try TestSession(TestModel(Source(Self.other)), settings)
    return (source, target)
  }

  /// int8 weights move every value; a changed identity makes it another model.
  private static let other: [UInt8] = {
    guard let file = try? TestModel.quantisedFixture() else { return [] }
    var parts = FileParts(file)
    parts.identity[0] ^= 1
    return parts.bytes
  }()

  @Test(arguments: EncodeTests.cases.filter { $0.model.path == ConvertedModel.shared.path })
  func sameBitsAsStoredCodes(_ one: EncodeTests.Case) throws {
    let settings = SessionSettings(height: one.size.1, width: one.size.0)
    let (source, target) = try pair(settings)
    try source.setSmoothPicture()
    let entries = try source.encode(one.run)
    let encoded = try source.read()
    try target.decode(entries, [], one.run)
    let decoded = try target.read()

    let (first, second) = try pair(settings)
    try first.setSmoothPicture()
    let list = EntryList()
    try first.translate(to: second, one.run.with { $0.code = { list.take($1, $2) } })
    #expect(sameBits(try second.read(), decoded))
    #expect(sameBits(try first.read(), encoded))
    #expect(list.entries.count == entries.count)
    #expect(zip(list.entries, entries).allSatisfy { sameBits($0, $1) })
    #expect(distance(decoded, encoded) > 1e-3)
    // The target's latent code is kept.
    try second.edit([], one.run.with { $0.noise = TestSession.noise(entries) })
  }

  @Test func sameModelGivesThePicture() throws {
    let (source, target) = (
      try TestSession(TestModel.fixture(), Self.size),
      try TestSession(TestModel.fixture(), Self.size)
    )
    try source.setSmoothPicture()
    let picture = try source.read()
    var same = true
    try source.translate(
      to: target,
      Self.run.with {
        $0.progress = { _ in
          same = same && sameBits((try? source.read()) ?? [], (try? target.read()) ?? [0])
          return 0
        }
      })
    #expect(same)
    #expect(distance(try target.read(), picture) < 1e-6)
  }

  /// Cancelled behind each step or within a network, in one session or from files.
  @Test(arguments: [false, true])
  func resumes(_ throughFiles: Bool) throws {
    let (source, target) = try pair()
    try source.setSmoothPicture()
    try source.translate(to: target, Self.run)
    let (expected, encoded) = (try target.read(), try source.read())
    for step in 0..<3 as Range<UInt32> {
      for within in [false, true] {
        var (first, second) = try pair()
        try first.setSmoothPicture()
        expectFault(HSP_ERROR_CANCELLED) {
          try first.translate(
            to: second,
            Self.run.with {
              if within {
                // Cancels while the target's network is about to run.
                $0.hook = { event, _ in
                  event.step == step && event.phase == HSP_PHASE_GENERATING.rawValue ? -1 : 0
                }
              } else {
                $0.progress = { $0.step == step ? 1 : 0 }
              }
            })
        }
        if throughFiles {
          let files = (try first.saved(), try second.saved())
          (first, second) = try pair()
          try first.load(Source(files.0))
          try second.load(Source(files.1))
        }
        try first.resumeTranslation(to: second)
        #expect(sameBits(try second.read(), expected))
        #expect(sameBits(try first.read(), encoded))
      }
    }
  }

  @Test func refusesWhatDoesNotGoTogether() throws {
    let (source, target) = try pair()
    expectFault(HSP_ERROR_STATE) { try source.translate(to: target, Self.run) }
    try source.setSmoothPicture()
    expectFault(HSP_ERROR_ARGUMENT) { try source.translate(to: source, Self.run) }
    expectFault(HSP_ERROR_STATE) { try source.resumeTranslation(to: target) }
    let picture = try source.read()
    func refuse(_ file: [UInt8], _ settings: SessionSettings, _ words: String) throws {
      let other = try TestSession(TestModel(Source(file)), settings)
      let fault = expectFault(HSP_ERROR_MISMATCH) { try source.translate(to: other, Self.run) }
      #expect(fault?.message.contains(words) ?? false, "\(fault?.message ?? "")")
    }
    try refuse(Self.other, SessionSettings(height: 8, width: 8), "widths (16 and 8)")
    try refuse(Self.other, SessionSettings(height: 16, width: 16), "heights (8 and 16)")
    var parts = FileParts(Self.other)
    // The last alpha_bar, a little smaller.
    let last = parts["SCHD"].count - 8
    parts["SCHD"].put(parts["SCHD"].word(last + 4) - 0x100, at: last + 4)
    try refuse(parts.bytes, Self.size, "schedules differ (timestep 999)")
    parts = FileParts(Self.other)
    let section = parts["SCHD"]
    parts["SCHD"] = Array(section.dropLast(8))
    parts["SCHD"].put(999, at: 0)
    try refuse(parts.bytes, Self.size, "timesteps (1000 and 999)")
    parts = FileParts(Self.other)
    parts["SCHD"].put(1, at: 12)
    let large = try TestSession(TestModel(Source(parts.bytes)), Self.size)
    let fault = expectFault(HSP_ERROR_MISMATCH) {
      try source.translate(
        to: large, Self.run.with { $0.variance = HSP_VARIANCE_MODEL.rawValue })
    }
    #expect(fault?.message.contains("variances (0 and 1)") ?? false)
    // With a variance that is named, it does not matter what they were trained with.
    #expect(sameBits(try source.read(), picture))
    try source.translate(
      to: large, Self.run.with { $0.variance = HSP_VARIANCE_FIXED_SMALL.rawValue })
  }

  /// SDEdit: the level of the first step that is made, and a picture that is still like the source.
  @Test func diffusesToTheLevelOfTheFirstStep() throws {
    let (source, _) = try pair()
    try source.setSmoothPicture()
    let picture = try source.read()
    let run = Self.run.with { $0.skip = 3 }
    try source.diffuse(run)
    var alphaBar = [Double](repeating: 0, count: 1000)
    #expect(unsafe hsp_schedule(HSP_SCHEDULE_LINEAR, 1e-4, 0.02, &alphaBar, 1000) == HSP_OK)
    // 1000 / 5 = 200: the second lowest of five steps.
    let level = alphaBar[200]
    var noise = [Float](repeating: 0, count: picture.count)
    unsafe hsp_noise(run.seed, 0xffff_fffe, &noise, noise.count)
    let expected = picture.indices.map {
      Float(level.squareRoot()) * picture[$0] + Float((1 - level).squareRoot()) * noise[$0]
    }
    #expect(distance(try source.read(), expected) < 1e-6)
    expectFault(HSP_ERROR_MISMATCH) { try source.edit([], run.with { $0.skip = 2 }) }
    var steps: [Int32] = []
    try source.edit(
      [],
      run.with {
        $0.progress = {
          steps.append($0.t); return 0
        }
      })
    #expect(steps == [200, 0])
    // What was generated can be noised and generated again.
    try source.diffuse(run)
    #expect(try source.describe().phase == HSP_PHASE_LATENT.rawValue)
  }
}
