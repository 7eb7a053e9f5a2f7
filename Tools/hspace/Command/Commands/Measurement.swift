import Foundation

/// Times and memory of a number of evaluations.
struct Measurement {
  let threads: Int
  let isa: String
  let count: Int
  /// Milliseconds of an evaluation.
  let median: Double
  let least: Double
  /// Thousand million multiply-adds a second.
  let rate: Double
  let arenaBytes: UInt64
  /// Most memory that the process has held while it measured.
  let peakBytes: Int

  init(_ model: Model, _ options: SessionOptions, count: Int) throws(LibraryError) {
    ProcessMemory.resetPeak()
    let session = try Session(model, options)
    let x = try session.extents(of: "x")
    let eps = try session.extents(of: "eps")
    let values = (0..<x.count).map { Float($0 % 17) / 8 - 1 }
    var tensors: [NamedTensor] = [
      .input("x", values), .input("t", [500]), .output("eps", count: eps.count),
    ]
    var times: [Double] = []
    for round in -2..<count {
      let start = ContinuousClock.now
      try session.evaluate(&tensors)
      if round >= 0 { times.append((ContinuousClock.now - start) / .milliseconds(1)) }
    }
    times.sort()
    let memory = try model.memory(options)
    threads = options.threads
    isa = session.isa
    self.count = count
    median = (times[(count - 1) / 2] + times[count / 2]) / 2
    least = times[0]
    rate = Double(memory.multiply_adds) / median / 1e6
    arenaBytes = memory.bytes
    peakBytes = ProcessMemory.peak() ?? 0
  }

  var report: Report {
    var report = Report()
    report.add("threads", threads)
    report.add("isa", isa)
    report.add("median_ms", .real(median))
    report.add("min_ms", .real(least))
    report.add("gmac_per_s", .real(rate))
    report.add("arena_bytes", arenaBytes)
    report.add("peak_bytes", peakBytes)
    return report
  }
}

/// What the system says about this process's memory.
enum ProcessMemory {
  /// Bytes of the most physical memory held (VmHWM), where the system tells.
  static func peak() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first
      .flatMap { Int($0) }.map { $0 * 1024 }
  }

  /// Lets the peak start again from what is held now, where the system allows.
  static func resetPeak() {
    let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs")
    try? file?.write(contentsOf: Data("5".utf8))
    try? file?.close()
  }
}
