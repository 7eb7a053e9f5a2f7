import CHSpace
import Testing

/// What an edit does to a picture.
struct EditTests {
  private static let symmetric = UInt32(HSP_RUN_SYMMETRIC)
  private static let noRescale = UInt32(HSP_RUN_NO_RESCALE)
  private static let noBalance = UInt32(HSP_RUN_NO_BALANCE)

  /// A session that holds a latent code.
  private func inverted(_ run: Run = Run(steps: 3), _ flags: UInt32 = 0) throws -> TestSession {
    let session = try TestSession(
      TestModel.fixture(), SessionSettings(height: 8, width: 8, flags: flags))
    try session.setSmoothPicture()
    try session.invert(run)
    return session
  }

  private func edited(_ session: TestSession, _ edits: [TestEdit], _ run: Run) throws -> [Float] {
    try session.edit(edits, run)
    return try session.read()
  }

  @Test(arguments: [0, symmetric])
  func strengthZeroIsTheReconstruction(_ flags: UInt32) throws {
    let run = Run(steps: 3).with { $0.flags = flags }
    let session = try inverted(run)
    let dh = try TestDirection.random(session)
    let reconstruction = try edited(session, [], run)
    #expect(sameBits(try edited(session, [(dh, 0)], run), reconstruction))
    #expect(sameBits(try edited(session, [(dh, -0)], run), reconstruction))
    #expect(sameBits(try edited(session, [(dh, 0), (dh, 0)], run), reconstruction))
    #expect(distance(try edited(session, [(dh, 1)], run), reconstruction) > 1e-3)
  }

  @Test(arguments: [0, symmetric])
  func theLatentCodeIsKept(_ flags: UInt32) throws {
    let run = Run(steps: 3).with {
      $0.flags = flags; $0.tBoost = 400; $0.seed = 9
    }
    let session = try inverted(run)
    let dh = try TestDirection.random(session)
    let first = try edited(session, [(dh, 1)], run)
    _ = try edited(session, [(dh, -2)], run)
    #expect(sameBits(try edited(session, [(dh, 1)], run), first))
  }

  @Test func reconstructionIsNear() throws {
    let run = Run(steps: 50)
    let session = try inverted(run)
    try session.setSmoothPicture()
    let picture = try session.read()
    try session.invert(run)
    let back = try edited(session, [], run)
    #expect(distance(back, picture) < 0.2)
  }

  @Test func asymmetricAndSymmetricDiffer() throws {
    let session = try inverted()
    let dh = try TestDirection.random(session)
    let asymmetric = try edited(session, [(dh, 1)], Run(steps: 3))
    let symmetric = try edited(
      session, [(dh, 1)], Run(steps: 3).with { $0.flags = EditTests.symmetric })
    #expect(distance(asymmetric, symmetric) > 1e-4)
  }

  @Test func strengthHasASign() throws {
    let session = try inverted()
    let values = normal(try session.count("h"), seed: 5)
    let dh = try direction(session, values)
    let opposite = try direction(session, values.map { -$0 })
    let run = Run(steps: 3)
    #expect(
      sameBits(try edited(session, [(dh, -1.5)], run), try edited(session, [(opposite, 1.5)], run)))
  }

  @Test func severalDirectionsAddUp() throws {
    let session = try inverted()
    let count = try session.count("h")
    let (a, b) = (normal(count, seed: 6), normal(count, seed: 7))
    let sum = try direction(session, zip(a, b).map { 0.5 * $0 - 2 * $1 })
    let (first, second) = (try direction(session, a), try direction(session, b))
    let run = Run(steps: 3).with { $0.flags = EditTests.noBalance }
    let together = try edited(session, [(first, 0.5), (second, -2)], run)
    let one = try edited(session, [(sum, 1)], run)
    let scale = one.reduce(0) { max($0, abs($1)) }
    #expect(distance(together, one) < 1e-4 * scale)
    #expect(distance(one, try edited(session, [], run)) > 1e-2 * scale)
  }

  @Test(arguments: [1, 2, 3, 16])
  func severalDirectionsAreBalanced(_ n: Int) throws {
    let session = try inverted()
    let dh = try TestDirection.random(session)
    let factor = Float(1 / Double(n).squareRoot())
    let balanced = try edited(session, (0..<n).map { _ in (dh, 1) }, Run(steps: 3))
    let explicit = try edited(
      session, (0..<n).map { _ in (dh, factor) },
      Run(steps: 3).with { $0.flags = EditTests.noBalance })
    #expect(sameBits(balanced, explicit))
  }

  @Test func coefficientsAreRescaled() throws {
    let session = try inverted(Run(steps: 4))
    let values = normal(try session.count("h"), seed: 8)
    let trained = try direction(session, values, steps: 10)
    let free = try direction(session, values, steps: 0)
    let rescaled = try edited(session, [(trained, 1)], Run(steps: 4))
    #expect(sameBits(rescaled, try edited(session, [(free, 2.5)], Run(steps: 4))))
    let unscaled = Run(steps: 4).with { $0.flags = EditTests.noRescale }
    #expect(
      sameBits(
        try edited(session, [(trained, 1)], unscaled), try edited(session, [(free, 1)], unscaled)))
  }

  @Test func onlyStepsFromTEditUpAreEdited() throws {
    let session = try inverted()
    let dh = try TestDirection.random(session)
    let plain = try edited(session, [], Run(steps: 3))
    // The steps of this run are at 999, 499 and 0.
    func at(_ tEdit: Int32) throws -> [Float] {
      try edited(session, [(dh, 1)], Run(steps: 3).with { $0.tEdit = tEdit })
    }
    #expect(sameBits(try at(1000), plain))
    #expect(!sameBits(try at(999), plain))
    #expect(sameBits(try at(999), try at(500)))
    #expect(!sameBits(try at(500), try at(499)))
    #expect(!sameBits(try at(1), try at(0)))
  }

  @Test func oneEntryForEachStepIsAsGoodAsOneForAll() throws {
    let session = try inverted()
    let values = normal(try session.count("h"), seed: 4)
    let all = try direction(session, values)
    let each = try direction(session, values + values + values, timesteps: [999, 499, 0])
    let run = Run(steps: 3).with { $0.tEdit = 0 }
    #expect(sameBits(try edited(session, [(all, 1)], run), try edited(session, [(each, 1)], run)))
  }

  /// The steps are at 999, 499 and 0: which of two entries each of them takes.
  @Test(arguments: [
    ([900, 400], [0, 1, 1]), ([998, 0], [0, 0, 1]), ([999, 0], [0, 1, 1]),
    ([99_999, 749], [1, 1, 1]),
  ])
  func theNearestTimestepIsTaken(_ timesteps: [Int32], _ entries: [Int]) throws {
    let session = try inverted()
    let count = try session.count("h")
    let parts = [normal(count, seed: 1), normal(count, seed: 2)]
    let direction = try direction(session, parts[0] + parts[1], timesteps: timesteps)
    let run = Run(steps: 3).with { $0.tEdit = 0 }
    let byHand = run.with {
      $0.hook = { step, h in
        for index in h.indices { h[index] += parts[entries[Int(step.step)]][index] }
        return HSP_HOOK_CHANGE
      }
    }
    #expect(sameBits(try edited(session, [(direction, 1)], run), try edited(session, [], byHand)))
  }

  @Test func globalAndPerStepDirectionsGoTogether() throws {
    let session = try inverted()
    let all = try TestDirection.random(session)
    let each = try TestDirection.random(session, timesteps: [900, 1])
    let both = try edited(session, [(all, 1), (each, 1)], Run(steps: 3))
    #expect(!sameBits(both, try edited(session, [(all, 1)], Run(steps: 3))))
  }

  @Test func boostingAddsTheSeedsNoise() throws {
    let session = try inverted()
    let run = Run(steps: 3)
    let plain = try edited(session, [], run)
    let one = try edited(
      session, [],
      run.with {
        $0.eta = 1; $0.seed = 1
      })
    #expect(
      sameBits(
        one,
        try edited(
          session, [],
          run.with {
            $0.eta = 1; $0.seed = 1
          })))
    #expect(
      !sameBits(
        one,
        try edited(
          session, [],
          run.with {
            $0.eta = 1; $0.seed = 2
          })))
    #expect(!sameBits(one, plain))
    // Boosted everywhere is eta 1 everywhere.
    let boosted = run.with {
      $0.tBoost = 1000; $0.tEdit = 1000; $0.seed = 1
    }
    #expect(sameBits(try edited(session, [], boosted), one))
  }

  @Test func callersNoise() throws {
    let session = try inverted()
    let run = Run(steps: 3).with {
      $0.eta = 1; $0.seed = 5
    }
    var timesteps: [Int32] = []
    let given = run.with {
      $0.noise = { step, values in
        timesteps.append(step.t)
        values = normal(values.count, seed: 5, step: UInt32(step.t))
        return 0
      }
    }
    #expect(sameBits(try edited(session, [], given), try edited(session, [], run)))
    #expect(timesteps == [999, 499, 0])
  }

  @Test func samplingIsNoiseAndEdit() throws {
    let session = try inverted()
    try session.sample(seed: 4, Run(steps: 3))
    let sampled = try session.read()
    try session.setNoise(4)
    #expect(sameBits(try edited(session, [], Run(steps: 3)), sampled))
    try session.setLatent(normal(try session.count("x"), seed: 4, step: .max))
    #expect(sameBits(try edited(session, [], Run(steps: 3)), sampled))
  }

  @Test func plainSessionsEditSymmetrically() throws {
    let run = Run(steps: 3).with { $0.flags = EditTests.symmetric }
    let (plain, whole) = (try inverted(run, UInt32(HSP_SESSION_PLAIN)), try inverted(run))
    let dh = try TestDirection.random(plain)
    #expect(sameBits(try edited(plain, [(dh, 1)], run), try edited(whole, [(dh, 1)], run)))
    expectFault(HSP_ERROR_UNSUPPORTED) { try plain.edit([(dh, 1)], Run(steps: 3)) }
    let hooked = Run(steps: 3).with { $0.hook = { _, _ in HSP_HOOK_CHANGE } }
    expectFault(HSP_ERROR_UNSUPPORTED) { try plain.edit([], hooked) }
  }

  @Test(arguments: 0..<6 as Range<UInt32>)
  func conventions(_ convention: UInt32) throws {
    let run = Run(steps: 5).with { $0.convention = convention }
    let session = try inverted(run)
    var events: [hsp_step] = []
    let watched = run.with {
      $0.progress = {
        events.append($0); return 0
      }
    }
    try session.edit([], watched)
    var expected = [Int32](repeating: 0, count: 5)
    #expect(unsafe hsp_timesteps(convention, 5, -1, 1000, &expected, nil) == HSP_OK)
    #expect(events.map(\.t) == expected.reversed())
    #expect(events.map(\.t_next) == expected.reversed().dropFirst() + [-1])
    #expect(events.map(\.step) == Array(0..<5) && events.allSatisfy { $0.total == 5 })
    #expect(events.allSatisfy { $0.phase == HSP_PHASE_GENERATING.rawValue })
    #expect(try session.describe().phase == HSP_PHASE_DONE.rawValue)
    #expect(try session.read().allSatisfy { $0.isFinite })
  }

  private func direction(
    _ session: TestSession, _ values: [Float], timesteps: [Int32] = [-1], steps: UInt32 = 0
  ) throws -> TestDirection {
    let (channels, height, width) = try session.extents("h")
    return try TestDirection(
      session.model, values, timesteps: timesteps, steps: steps,
      extents: (UInt32(channels), UInt32(height), UInt32(width)))
  }
}
