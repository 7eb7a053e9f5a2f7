import Foundation
import HSpaceLibrary

/// Times, work and memory of a number of evaluations.
struct Measurement {
  /// When to stop: after so many evaluations, or after so many seconds and at least one.
  struct Limits {
    var count: Int
    var seconds: Double?
  }

  let threads: Int
  let isa: String
  /// Milliseconds of each evaluation, shortest first.
  let times: [Double]
  let profile: Profile
  /// Multiply-adds of an evaluation.
  let multiplyAdds: Double
  let arenaBytes: UInt64
  /// Most memory that the process has held while it measured.
  let peakBytes: Int

  init(_ model: Model, _ options: SessionOptions, _ limits: Limits) throws(LibraryError) {
    let limit = try ArithmeticLimit(isa: options.isa, threads: options.threads)
    ProcessMemory.resetPeak()
    let session = try Session(model, options)
    let memory = try model.memory(options)
    times = try Self.run(session, limits).sorted()
    threads = options.threads
    isa = session.isa
    multiplyAdds = Double(memory.multiply_adds)
    profile = Profile(try session.profile(), evaluations: times.count, limit)
    arenaBytes = memory.bytes
    peakBytes = ProcessMemory.peak() ?? 0
  }

  var median: Double { (times[(times.count - 1) / 2] + times[times.count / 2]) / 2 }
  var least: Double { times[0] }
  /// Thousand million multiply-adds a second.
  var rate: Double { multiplyAdds / median / 1e6 }

  /// Milliseconds of evaluations, in their order.
  ///
  /// Two do not count; but a network so slow that one takes five seconds is not warmed up.
  private static func run(_ session: Session, _ limits: Limits) throws(LibraryError) -> [Double] {
    let x = try session.extents(of: "x")
    let eps = try session.extents(of: "eps")
    let values = (0..<x.count).map { Float($0 % 17) / 8 - 1 }
    var tensors: [NamedTensor] = [
      .input("x", values), .input("t", [500]), .output("eps", count: eps.count),
    ]
    func evaluate() throws(LibraryError) -> Double {
      let start = ContinuousClock.now
      try session.evaluate(&tensors)
      return (ContinuousClock.now - start) / .milliseconds(1)
    }
    try session.setProfiling(true)
    let first = try evaluate()
    if first > 5000 { return [first] }
    _ = try evaluate()
    try session.setProfiling(true)
    let start = ContinuousClock.now
    var times: [Double] = []
    repeat {
      times.append(try evaluate())
    } while times.count < limits.count
      && (ContinuousClock.now - start) / .seconds(1) < limits.seconds ?? .infinity
    return times
  }

  var report: Report {
    var report = Report()
    report.add("threads", threads)
    report.add("isa", isa)
    report.add("median_ms", .real(median))
    report.add("min_ms", .real(least))
    report.add("times_ms", .list(times.map { .real($0) }))
    report.add("gmac_per_s", .real(rate))
    report.add("arena_bytes", arenaBytes)
    report.add("peak_bytes", peakBytes)
    report.add("profile", .object(profile.report))
    return report
  }
}
