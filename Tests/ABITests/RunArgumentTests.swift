import CHSpace
import Testing

/// Options, edits and order of runs outside their documented ranges.
struct RunArgumentTests {
  private static let nonsense: [(String, hsp_status, @Sendable (inout Run) -> Void)] = [
    ("eta NaN", HSP_ERROR_ARGUMENT, { $0.eta = .nan }),
    ("eta -1", HSP_ERROR_ARGUMENT, { $0.eta = -1 }),
    ("eta 2", HSP_ERROR_ARGUMENT, { $0.eta = 2 }),
    ("eta just above 1", HSP_ERROR_ARGUMENT, { $0.eta = Float(1).nextUp }),
    ("eta infinite", HSP_ERROR_ARGUMENT, { $0.eta = .infinity }),
    ("steps 0", HSP_ERROR_ARGUMENT, { $0.steps = 0 }),
    ("steps -1", HSP_ERROR_ARGUMENT, { $0.steps = -1 }),
    ("steps 1", HSP_ERROR_ARGUMENT, { $0.steps = 1 }),
    ("steps 1001", HSP_ERROR_ARGUMENT, { $0.steps = 1001 }),
    ("steps 2^31 - 1", HSP_ERROR_ARGUMENT, { $0.steps = .max }),
    ("steps -2^31", HSP_ERROR_ARGUMENT, { $0.steps = .min }),
    (
      "1000 steps of CompVis", HSP_ERROR_ARGUMENT,
      {
        $0.steps = 1000; $0.convention = 3
      }
    ),
    ("t0 0", HSP_ERROR_ARGUMENT, { $0.t0 = 0 }),
    ("t0 -2", HSP_ERROR_ARGUMENT, { $0.t0 = -2 }),
    ("t0 1000", HSP_ERROR_ARGUMENT, { $0.t0 = 1000 }),
    ("t0 below the steps", HSP_ERROR_ARGUMENT, { $0.t0 = 2 }),
    ("t_edit -1", HSP_ERROR_ARGUMENT, { $0.tEdit = -1 }),
    ("t_edit 100001", HSP_ERROR_ARGUMENT, { $0.tEdit = 100_001 }),
    (
      "t_edit below t_boost", HSP_ERROR_ARGUMENT,
      {
        $0.tEdit = 99; $0.tBoost = 100
      }
    ),
    ("t_boost -1", HSP_ERROR_ARGUMENT, { $0.tBoost = -1 }),
    ("flag 16", HSP_ERROR_ARGUMENT, { $0.flags = 16 }),
    ("all flags", HSP_ERROR_ARGUMENT, { $0.flags = .max }),
    ("convention 6", HSP_ERROR_ARGUMENT, { $0.convention = 6 }),
    ("convention 2^32 - 1", HSP_ERROR_ARGUMENT, { $0.convention = .max }),
    ("struct_size 0", HSP_ERROR_ARGUMENT, { $0.structSize = 0 }),
    // Ten numbers and six pointers.
    (
      "struct_size one less than the first version's", HSP_ERROR_ARGUMENT,
      { $0.structSize = UInt32(39 + 6 * MemoryLayout<Int>.size) }
    ),
  ]

  private func session() throws -> TestSession {
    try TestSession(TestModel.fixture(), SessionSettings(height: 8, width: 8))
  }

  @Test(arguments: nonsense.indices)
  func optionsOutOfRange(_ index: Int) throws {
    let (_, status, change) = RunArgumentTests.nonsense[index]
    let run = Run().with(change)
    let session = try session()
    try session.setSmoothPicture()
    let picture = try session.read()
    expectFault(status) { try session.invert(run) }
    // Nor does the noise take the picture's place.
    expectFault(status) { try session.sample(seed: 1, run) }
    #expect(sameBits(try session.read(), picture))
    #expect(try session.describe().phase == HSP_PHASE_PICTURE.rawValue)
    try session.setNoise(1)
    let noise = try session.read()
    expectFault(status) { try session.edit([], run) }
    expectFault(status) { try session.sample(seed: 1, run) }
    #expect(sameBits(try session.read(), noise))
    #expect(try session.describe().phase == HSP_PHASE_LATENT.rawValue)
  }

  @Test func theEndsOfTheRangesAreInside() throws {
    let session = try session()
    let good: [(inout Run) -> Void] = [
      {
        $0.eta = 1; $0.tEdit = 0
      },
      {
        $0.tEdit = 1000; $0.tBoost = 1000
      }, { $0.t0 = 999 },
      { $0.t0 = 3 }, { $0.steps = 2 },
      {
        $0.steps = 1; $0.convention = 2
      }, { $0.flags = 7 },
      { $0.structSize += 8 },
      {
        $0.seed = .max; $0.eta = 0.5
      },
    ]
    for change in good {
      try session.setNoise(1)
      try session.edit([], Run().with(change))
      #expect(try session.read().allSatisfy { $0.isFinite })
    }
  }

  @Test func messagesCarryTheValue() throws {
    let session = try session()
    try session.setNoise(1)
    let fault = expectFault(HSP_ERROR_ARGUMENT) { try session.edit([], Run(steps: 1001)) }
    #expect(fault?.message.contains("1001") == true && fault?.offset == -1)
    #expect(fault?.operation == "")
    try session.edit([], Run(steps: 2))
    #expect(session.lastError.status == HSP_OK && session.lastError.message == "")
  }

  @Test func defaults() throws {
    var options = unsafe hsp_run_options()
    unsafe hsp_run_options_init(&options)
    #expect(unsafe options.struct_size == UInt32(MemoryLayout<hsp_run_options>.size))
    #expect(unsafe options.steps == 50 && options.t0 == -1 && options.t_edit == 400)
    #expect(unsafe options.t_boost == 0 && options.eta == 0 && options.seed == 0)
    #expect(unsafe options.flags == 0 && options.convention == 0)
    #expect(unsafe options.progress == nil && options.hook == nil && options.noise == nil)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func strengths(_ strength: Float) throws {
    let session = try session()
    let dh = try TestDirection.random(session)
    try session.setNoise(1)
    expectFault(HSP_ERROR_ARGUMENT) { try session.edit([(dh, strength)]) }
    expectFault(HSP_ERROR_ARGUMENT) { try session.edit([(dh, 1), (dh, strength)]) }
  }

  /// Finite as given, but not when rescaled by the direction's steps over the run's.
  @Test(arguments: [3e38, -3e38] as [Float])
  func strengthsThatRescalingMakesInfinite(_ strength: Float) throws {
    let session = try session()
    let dh = try TestDirection.random(session, steps: 8)
    try session.setNoise(1)
    let noise = try session.read()
    let fault = expectFault(HSP_ERROR_ARGUMENT) {
      try session.edit([(dh, 1), (dh, strength)], Run(steps: 4))
    }
    #expect(fault?.message.contains("edit 1") == true)
    #expect(sameBits(try session.read(), noise))
    #expect(try session.describe().phase == HSP_PHASE_LATENT.rawValue)
  }

  @Test func editsThatDoNotFit() throws {
    let session = try session()
    let dh = try TestDirection.random(session)
    try session.setNoise(1)
    try session.edit((0..<16).map { _ in (dh, 0.1) }, Run(steps: 2))
    expectFault(HSP_ERROR_ARGUMENT) { try session.edit((0..<17).map { _ in (dh, 0.1) }) }

    let count = try session.count("h")
    let values = normal(count, seed: 1)
    var other = session.model.identity
    other[31] ^= 1
    let stranger = try TestDirection(
      session.model, values, extents: (32, 2, 2), identity: other)
    let fault = expectFault(HSP_ERROR_MISMATCH) { try session.edit([(dh, 1), (stranger, 1)]) }
    #expect(fault?.message.contains("model") == true && fault?.message.contains("edit 1") == true)
    for extents in [(32, 4, 1), (16, 4, 2), (32, 1, 4)] as [(UInt32, UInt32, UInt32)] {
      let bent = try TestDirection(session.model, values, extents: extents)
      expectFault(HSP_ERROR_MISMATCH) { try session.edit([(bent, 1)]) }
    }
    let two = try TestDirection.random(session, timesteps: [900, 100])
    let three = try TestDirection.random(session, timesteps: [900, 500, 100])
    expectFault(HSP_ERROR_MISMATCH) { try session.edit([(two, 1), (three, 1)]) }
    try session.edit([(two, 1), (two, 1)], Run(steps: 2))
  }

  /// What is wrong with the arguments is said before what is wrong with the session.
  @Test func foreignDirectionsOnAnEmptySession() throws {
    let session = try session()
    var other = session.model.identity
    other[0] ^= 1
    let stranger = try TestDirection(
      session.model, normal(try session.count("h"), seed: 1), extents: (32, 2, 2), identity: other)
    expectFault(HSP_ERROR_MISMATCH) { try session.edit([(stranger, 1)]) }
    expectFault(HSP_ERROR_STATE) { try session.edit([(TestDirection.random(session), 1)]) }
  }

  @Test func editsWithoutPointers() throws {
    let session = try session()
    try session.setNoise(1)
    var none = unsafe hsp_edit(direction: nil, strength: 1)
    #expect(unsafe hsp_session_edit(session.handle, nil, 1, nil) == HSP_ERROR_ARGUMENT)
    #expect(unsafe hsp_session_edit(session.handle, &none, 1, nil) == HSP_ERROR_ARGUMENT)
    #expect(unsafe hsp_session_edit(session.handle, &none, .max, nil) == HSP_ERROR_ARGUMENT)
    #expect(unsafe hsp_session_edit(session.handle, &none, -1, nil) == HSP_ERROR_ARGUMENT)
  }

  @Test func order() throws {
    let session = try session()
    expectFault(HSP_ERROR_STATE) { try session.invert() }
    expectFault(HSP_ERROR_STATE) { try session.edit() }
    expectFault(HSP_ERROR_STATE) { _ = try session.saved() }
    expectFault(HSP_ERROR_STATE, recorded: false) { _ = try session.read() }
    expectFault(HSP_ERROR_STATE) { try session.get(TestPicture(8, 8)) }
    #expect(try session.describe().phase == HSP_PHASE_EMPTY.rawValue)
    try session.setSmoothPicture()
    expectFault(HSP_ERROR_STATE) { try session.edit() }
    try session.invert(Run(steps: 2))
    expectFault(HSP_ERROR_STATE) { try session.invert(Run(steps: 2)) }
    try session.edit([], Run(steps: 2))
    expectFault(HSP_ERROR_STATE) { try session.invert(Run(steps: 2)) }
  }

  @Test func editsWithOtherStepsThanTheInversions() throws {
    let session = try session()
    try session.setSmoothPicture()
    try session.invert(Run(steps: 3))
    let changes: [(inout Run) -> Void] = [
      { $0.steps = 4 }, { $0.convention = 1 }, { $0.t0 = 998 },
    ]
    for change in changes {
      expectFault(HSP_ERROR_MISMATCH) { try session.edit([], Run(steps: 3).with(change)) }
    }
    // t0 -1 means 999.
    try session.edit([], Run(steps: 3).with { $0.t0 = 999 })
    expectFault(HSP_ERROR_MISMATCH) { try session.edit([], Run(steps: 4)) }
    try session.setLatent(try session.read())
    try session.edit([], Run(steps: 4))
  }
}
