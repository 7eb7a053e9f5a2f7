import Container
import Diffusion
import Testing

@Suite struct NoiseScheduleTests {
  private func schedule(
    _ kind: ScheduleKind, _ first: Double, _ last: Double, count: Int = 1000
  ) throws(DiffusionError) -> [Double] {
    try filled(count, 0.0) { slice throws(DiffusionError) in
      try NoiseSchedule.fillAlphaBar(kind: kind, first: first, last: last, into: slice)
    }
  }

  /// One table of the reference data and how it was made.
  struct Reference {
    let kind: ScheduleKind
    let first, last: Double
    let count: Int
    let file: String
    let limit: Double
  }

  @Test(arguments: [
    Reference(
      kind: .linear, first: 1e-4, last: 0.02, count: 1000, file: "linear", limit: 1e-12),
    Reference(
      kind: .scaledLinear, first: 0.0015, last: 0.0195, count: 1000, file: "ldm_celeba",
      limit: 1e-12),
    Reference(
      kind: .scaledLinear, first: 0.00085, last: 0.012, count: 1000, file: "sd", limit: 1e-12),
    Reference(kind: .cosine, first: 0, last: 0, count: 1000, file: "cosine_1000", limit: 1e-10),
    Reference(kind: .cosine, first: 0, last: 0, count: 4000, file: "cosine_4000", limit: 1e-10),
  ])
  func agreesWithPublishedTables(reference: Reference) throws {
    let golden = try Fixture.doubles("schedules/\(reference.file)_alphas_cumprod.f64.npy")
    let own = try schedule(
      reference.kind, reference.first, reference.last, count: reference.count)
    try #require(golden.count == own.count)
    let worst = zip(own, golden).map { ($0 - $1).magnitude / $1 }.max()!
    #expect(worst <= reference.limit)
  }

  @Test func cosineIgnoresBetas() throws {
    #expect(try schedule(.cosine, .nan, -1) == schedule(.cosine, 0, 0))
  }

  @Test(arguments: [0, 1, 100_001])
  func refusesCounts(count: Int) {
    #expect(throws: DiffusionError(.timestepCount, value: count)) {
      try schedule(.linear, 1e-4, 0.02, count: count)
    }
  }

  @Test(arguments: [
    (0.0, 0.02), (-1e-4, 0.02), (.nan, 0.02), (1e-4, .nan), (1e-4, 1), (0.02, 1e-4),
    (1e-4, .infinity),
  ])
  func refusesBetas(first: Double, last: Double) {
    for kind in [ScheduleKind.linear, .scaledLinear] {
      let error = #expect(throws: DiffusionError.self) { try schedule(kind, first, last) }
      #expect(error?.reason == .betas)
    }
  }

  /// 1 - beta rounds to 1, or the product reaches zero.
  @Test func refusesTablesThatDoublesCannotHold() {
    for (first, last) in [(1e-18, 0.02), (0.5, 0.9)] {
      let error = #expect(throws: DiffusionError.self) {
        try schedule(.linear, first, last, count: 2000)
      }
      #expect(error?.reason == .alphaBar)
    }
    #expect(throws: DiffusionError(.scheduleKind, value: 0)) { try schedule(.table, 1e-4, 0.02) }
  }

  @Test func shortestAndConstant() throws {
    #expect(try schedule(.linear, 0.25, 0.5, count: 2) == [0.75, 0.375])
    #expect(try schedule(.scaledLinear, 0.25, 0.25, count: 3) == [0.75, 0.5625, 0.421875])
  }
}
