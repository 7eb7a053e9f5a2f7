import Foundation
import HSpaceLibrary

/// Where the time of an evaluation goes, kind of step by kind of step, most time first.
struct Profile {
  /// Time and work of one kind of step in an evaluation.
  struct Row {
    let kind: String
    /// nil: several.
    let arithmetic: Arithmetic?
    let steps: Int
    let milliseconds: Double
    let multiplyAdds: Double
    let bytes: Double
    /// Milliseconds that the multiply-adds would take at the machine's arithmetic limit.
    let limitMilliseconds: Double

    /// Thousand million multiply-adds a second.
    var rate: Double { multiplyAdds / milliseconds / 1e6 }
    /// Thousand million bytes a second.
    var byteRate: Double { bytes / milliseconds / 1e6 }
    /// How much of the arithmetic limit is reached.
    var share: Double { limitMilliseconds / milliseconds }
  }

  let rows: [Row]
  let total: Row
  let limit: ArithmeticLimit

  init(_ entries: [ProfileEntry], evaluations: Int, _ limit: ArithmeticLimit) {
    let count = Double(evaluations)
    let rows = entries.map { entry in
      Row(
        kind: entry.kind, arithmetic: entry.arithmetic, steps: entry.steps / evaluations,
        milliseconds: entry.nanoseconds / count / 1e6, multiplyAdds: entry.multiplyAdds / count,
        bytes: entry.bytes / count,
        limitMilliseconds: entry.multiplyAdds / count / limit[entry.arithmetic] * 1e3)
    }.sorted { $0.milliseconds > $1.milliseconds }
    self.rows = rows
    func sum(_ value: (Row) -> Double) -> Double { rows.reduce(0) { $0 + value($1) } }
    total = Row(
      kind: "total", arithmetic: nil, steps: rows.reduce(0) { $0 + $1.steps },
      milliseconds: sum(\.milliseconds), multiplyAdds: sum(\.multiplyAdds), bytes: sum(\.bytes),
      limitMilliseconds: sum(\.limitMilliseconds))
    self.limit = limit
  }

  /// Lines of a table, with the limit above it.
  var lines: [String] {
    let limits = String(
      format: "arithmetic limit: %.1f GMAC/s of floats, %.1f of integers", limit.float / 1e9,
      limit.integer / 1e9)
    let head =
      "kind                 products  steps        ms  time %   GMAC/s  limit %       MB    GB/s"
    return [limits, head]
      + (rows + [total]).map { row in
        let products = row.multiplyAdds == 0 ? "-" : row.arithmetic.map { "\($0)" } ?? ""
        return row.kind.padding(toLength: 21, withPad: " ", startingAt: 0)
          + products.padding(toLength: 8, withPad: " ", startingAt: 0)
          + String(
            format: "%7d %9.2f %7.1f %8.1f %8.1f %8.1f %7.2f", row.steps, row.milliseconds,
            row.milliseconds / total.milliseconds * 100, row.rate, row.share * 100, row.bytes / 1e6,
            row.byteRate)
      }
  }

  var report: Report {
    var report = Report()
    report.add("float_limit_gmac_per_s", .real(limit.float / 1e9))
    report.add("integer_limit_gmac_per_s", .real(limit.integer / 1e9))
    report.add("kinds", .list(rows.map { .object($0.report) }))
    report.add("total", .object(total.report))
    return report
  }
}

extension Profile.Row {
  fileprivate var report: Report {
    var report = Report()
    report.add("kind", kind)
    if let arithmetic, multiplyAdds > 0 { report.add("arithmetic", "\(arithmetic)") }
    report.add("steps", steps)
    report.add("ms", .real(milliseconds))
    report.add("gmac_per_s", .real(rate))
    report.add("limit_share", .real(share))
    report.add("bytes", .real(bytes))
    report.add("gb_per_s", .real(byteRate))
    return report
  }
}
