import CHSpace
import Testing

/// Directions combined, and projected away from each other.
struct DirectionSetTests {
  private static let size = 32

  private func make(
    _ seed: UInt64, timesteps: [Int32] = [800, 200], steps: UInt32 = 40, scale: Float = 1,
    identity: [UInt8]? = nil
  ) throws -> TestDirection {
    try TestDirection(
      TestModel.fixture(), normal(timesteps.count * Self.size, seed: seed).map { $0 * scale },
      timesteps: timesteps, steps: steps, extents: (32, 1, 1), identity: identity)
  }

  private func project(_ direction: TestDirection, _ away: [TestDirection]) throws -> [Float] {
    var made: OpaquePointer?
    let handles = unsafe away.map { unsafe $0.handle }
    try check { error in
      unsafe hsp_direction_project(
        direction.handle, handles, handles.count, "p", nil, &made, &error)
    }
    return try unsafe values(made)
  }

  private func combine(_ parts: [(TestDirection, Double)]) throws -> [Float] {
    var made: OpaquePointer?
    let handles = unsafe parts.map { unsafe $0.0.handle }
    try check { error in
      unsafe hsp_direction_combine(
        handles, parts.map(\.1), handles.count, "c", nil, &made, &error)
    }
    return try unsafe values(made)
  }

  private func values(_ direction: OpaquePointer?) throws -> [Float] {
    guard let direction = unsafe direction else { return [] }
    defer { unsafe hsp_direction_destroy(direction) }
    var info = hsp_direction_info()
    info.struct_size = UInt32(MemoryLayout<hsp_direction_info>.size)
    try #require(unsafe hsp_direction_describe(direction, &info) == HSP_OK)
    return try (0..<info.entries).flatMap { entry in
      var values = [Float](repeating: .nan, count: Self.size)
      var t: Int32 = 0
      try #require(
        unsafe hsp_direction_values(direction, entry, &t, &values, values.count) == HSP_OK)
      return values
    }
  }

  private func all(_ direction: TestDirection, times: Int = 1) throws -> [Double] {
    let entries = try (0..<direction.info.entries).flatMap { try direction.entry($0).1 }
    return (0..<times).flatMap { _ in entries.map(Double.init) }
  }

  @Test(arguments: [1, 2, 3, 16])
  func nothingIsLeftAlong(_ count: Int) throws {
    let direction = try make(1)
    // Far from orthogonal, and of very different lengths.
    let away = try (0..<count).map { try make(UInt64(10 + $0), scale: $0 % 2 == 0 ? 1000 : 1e-3) }
    let left = try project(direction, away).map(Double.init)
    let length = product(left, left).squareRoot()
    for other in away {
      let row = try all(other)
      #expect(abs(product(left, row)) < 1e-6 * length * product(row, row).squareRoot())
    }
    #expect(length > 0.1)
  }

  @Test func oneDirectionAsInThePaper() throws {
    let (direction, other) = (try make(1), try make(2))
    let (v, n) = (try all(direction), try all(other))
    let share = product(v, n) / product(n, n)
    for (found, parts) in zip(try project(direction, [other]), zip(v, n)) {
      #expect(abs(Double(found) - (parts.0 - share * parts.1)) < 1e-6)
    }
  }

  @Test func aGlobalDirectionIsThereAtEveryTimestep() throws {
    let (direction, global) = (try make(1), try make(2, timesteps: [-1]))
    let left = try project(direction, [global]).map(Double.init)
    let row = try all(global, times: 2)
    #expect(abs(product(left, row)) < 1e-5 * product(row, row).squareRoot())
    let sum = try combine([(global, 2), (direction, -1)])
    for (found, parts) in zip(sum, zip(row, try all(direction))) {
      #expect(abs(Double(found) - (2 * parts.0 - parts.1)) < 1e-5)
    }
  }

  @Test func dependentDirectionsAreRefused() throws {
    let direction = try make(1)
    let (first, second) = (try make(2), try make(3))
    let twice = try make(2, scale: 2)
    expectFault(HSP_ERROR_MISMATCH) { _ = try project(direction, [first, twice]) }
    expectFault(HSP_ERROR_MISMATCH) { _ = try project(direction, [first, second, first]) }
    expectFault(HSP_ERROR_MISMATCH) { _ = try project(direction, [try make(2, scale: 0)]) }
    expectFault(HSP_ERROR_MISMATCH) { _ = try project(try make(1, scale: 0), [first]) }
    expectFault(HSP_ERROR_MISMATCH) { _ = try project(direction, [second, direction]) }
  }

  @Test func directionsThatDoNotFit() throws {
    let direction = try make(1)
    let others = [
      try make(2, timesteps: [800, 201]), try make(2, timesteps: [800, 400, 200]),
      try make(2, steps: 50), try make(2, identity: [UInt8](repeating: 9, count: 32)),
      try TestDirection(
        TestModel.fixture(), normal(32, seed: 1), timesteps: [800, 200], steps: 40,
        extents: (16, 1, 1)),
    ]
    for other in others {
      expectFault(HSP_ERROR_MISMATCH) { _ = try project(direction, [other]) }
      expectFault(HSP_ERROR_MISMATCH) { _ = try combine([(direction, 1), (other, 1)]) }
    }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try project(direction, []) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try combine([]) }
    let many = try (0..<17).map { try make(UInt64(20 + $0)) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try project(direction, many) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try combine(many.map { ($0, 1) }) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try combine([(direction, .nan)]) }
    expectFault(HSP_ERROR_ARGUMENT) { _ = try combine([(direction, 1e300)]) }
  }
}
