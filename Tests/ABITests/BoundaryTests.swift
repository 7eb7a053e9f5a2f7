import CHSpace
import Testing

@Suite struct BoundaryTests {
  private func direction(
    _ values: [Float], intercept: Double = 0, timesteps: [Int32] = [-1], name: String = "w"
  ) throws -> TestDirection {
    let count = UInt32(values.count / timesteps.count)
    return try TestDirection(
      TestModel.fixture(), values, timesteps: timesteps, extents: (count, 1, 1), name: name,
      intercept: intercept)
  }

  /// <v, n> + b / |w|, in double precision.
  private func naive(_ v: [Float], _ w: [Float], _ b: Double = 0) -> Double {
    let length = w.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return (zip(v, w).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } + b) / length
  }

  @Test(arguments: [1, 2, 7, 32, 1000])
  func placesAtASignedDistance(_ count: Int) throws {
    let (w, v) = (normal(count, seed: 1), normal(count, seed: 2))
    let boundary = try direction(w, intercept: 1.5)
    #expect((try boundary.distance(v) - naive(v, w)).magnitude < 1e-9)
    #expect((try boundary.distance(v, flags: 1) - naive(v, w, 1.5)).magnitude < 1e-9)
    for distance in [-150, -0.25, 0, 3, 120] {
      for (flags, b) in [(UInt32(0), 0.0), (1, 1.5)] {
        let moved = try boundary.placed(v, distance, flags: flags)
        #expect((naive(moved, w, b) - distance).magnitude < 2e-6 * (distance.magnitude + 10))
        // Nothing moves beside the normal.
        let way = distance - naive(v, w, b)
        let length = w.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        for index in v.indices {
          let expected = Double(v[index]) + way * Double(w[index]) / length
          #expect((Double(moved[index]) - expected).magnitude < 2e-5 * (1 + expected.magnitude))
        }
      }
    }
  }

  @Test func itsOwnDistanceLeavesAPoint() throws {
    let (w, v) = (normal(64, seed: 3), normal(64, seed: 4))
    let boundary = try direction(w)
    let moved = try boundary.placed(v, boundary.distance(v))
    for (one, other) in zip(v, moved) { #expect((one - other).magnitude <= 1e-6) }
  }

  @Test func everyEntryIsANormal() throws {
    let w = normal(20, seed: 5)
    let boundary = try direction(w, timesteps: [500, 100])
    let v = normal(10, seed: 6)
    #expect((try boundary.distance(v, 1) - naive(v, Array(w[10...]))).magnitude < 1e-9)
  }

  @Test func wrongCalls() throws {
    let boundary = try direction([1, 2, 3])
    let v: [Float] = [1, 1, 1]
    for bad in [
      { _ = try boundary.distance(v, 1) }, { _ = try boundary.distance([1, 1]) },
      { _ = try boundary.distance(v, flags: 2) }, { _ = try boundary.distance([1, .nan, 1]) },
      { _ = try boundary.placed(v, .nan) }, { _ = try boundary.placed(v, .infinity) },
      { _ = try boundary.placed(v, 1e300) }, { _ = try boundary.placed(v, 1, 7) },
      { _ = try direction([0, 0, 0]).distance(v) },
      { _ = try direction([1, 2, 3], intercept: .infinity) },
    ] as [() throws -> Void] { expectFault(HSP_ERROR_ARGUMENT) { try bad() } }
  }

  @Test func interceptsAreSaved() throws {
    let boundary = try direction([1, 2, 3], intercept: -2.5)
    #expect(boundary.info.intercept == -2.5)
    #expect(try TestDirection(Source(boundary.saved())).info.intercept == -2.5)
    var parts = FileParts(try boundary.saved())
    var section = parts["DIRN"]
    // The upper half is enough.
    section.put(UInt32(truncatingIfNeeded: Double.nan.bitPattern >> 32), at: 44)
    parts["DIRN"] = section
    expectFault(HSP_ERROR_FORMAT) { _ = try TestDirection(Source(parts.bytes)) }
  }

  @Test func severalInAFile() throws {
    let named = try ["h", "x", "another"].enumerated().map {
      try direction([Float]([1, Float($0), 2]), name: $1)
    }
    let file = try saved(named)
    for direction in named {
      let opened = try TestDirection(Source(file), name: text(of: direction.info.name))
      #expect(try opened.entry(0) == direction.entry(0))
    }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try saved([]) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try saved([named[0], named[1], named[0]]) }
    expectFault(HSP_ERROR_ARGUMENT) {
      _ = try saved([TestDirection](repeating: named[0], count: 33))
    }
    let stranger = try TestDirection(
      TestModel.fixture(), [1, 2, 3], extents: (3, 1, 1), name: "other",
      identity: [UInt8](repeating: 7, count: 32))
    expectFault(HSP_ERROR_MISMATCH) { _ = try saved([named[0], stranger]) }
  }

  private func saved(_ directions: [TestDirection]) throws(Fault) -> [UInt8] {
    let sink = Sink()
    try check { error in
      unsafe sink.withSink { sink in
        // The handles live as long as their objects.
        withExtendedLifetime(directions) {
          let handles = unsafe directions.map { unsafe Optional($0.handle) }
          return unsafe hsp_directions_save(handles, handles.count, sink, &error)
        }
      }
    }
    return sink.bytes
  }

  /// h replaced by itself, through the hook, is a plain stochastic run.
  @Test func replacingHByItselfChangesNothing() throws {
    let session = try TestSession(TestModel.fixture(), SessionSettings())
    var run = Run(steps: 3)
    run.eta = 1
    run.seed = 9
    run.flags = HSP_RUN_SYMMETRIC
    try session.setNoise(4)
    try session.edit([], run)
    let plain = try session.read()
    run.hook = { _, _ in HSP_HOOK_CHANGE }
    try session.setNoise(4)
    try session.edit([], run)
    #expect(sameBits(plain, try session.read()))
  }
}

extension TestDirection {
  func distance(
    _ values: [Float], _ index: UInt32 = 0, flags: UInt32 = 0
  ) throws(Fault) -> Double {
    var distance = Double.nan
    try check { error in
      unsafe hsp_direction_distance(
        handle, index, flags, values, values.count, &distance, &error)
    }
    return distance
  }

  func placed(
    _ values: [Float], _ distance: Double, _ index: UInt32 = 0, flags: UInt32 = 0
  ) throws(Fault) -> [Float] {
    var moved = values
    do throws(Fault) {
      try check { error in
        unsafe hsp_direction_place(
          handle, index, flags, distance, &moved, moved.count, &error)
      }
    } catch {
      // On failure the values are left alone.
      if !sameBits(moved, values) { throw Fault(HSP_OK, hsp_error()) }
      throw error
    }
    return moved
  }
}
