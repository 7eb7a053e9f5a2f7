import CHSpace
import Foundation
import HSpaceLibrary
import Solvers

/// Principal components of statistics, scaled by their standard deviations.
struct ComponentSet {
  private let statistics: Statistics
  private let timesteps: [Int32]
  /// One solution for each timestep, or one for all.
  private let parts: [PrincipalComponents]
  /// Sums of all eigenvalues of each part, where they are known.
  private let totals: [Double?]

  init(_ statistics: Statistics, joint: Bool, limit: Int) throws {
    self.statistics = statistics
    timesteps = try statistics.timesteps()
    let keeps = statistics.info.kind == HSP_STATISTICS_ROWS.rawValue
    let size = statistics.basisCount
    var matrices = try (0..<(keeps || !joint ? timesteps.count : 1)).map {
      try statistics.matrices($0)
    }
    if joint, keeps {
      let sum = matrices.dropFirst().reduce(matrices[0].gram) { zip($0, $1.gram).map(+) }
      matrices = [(sum, matrices[0].metric)]
    }
    parts = try matrices.map { matrix in
      try PrincipalComponents(
        gram: matrix.gram, metric: keeps ? nil : matrix.metric, size: size, limit: limit)
    }
    totals = matrices.map { matrix in
      keeps ? (0..<size).reduce(0) { $0 + matrix.gram[$1 * size + $1] } : nil
    }
  }

  /// Components that every timestep has.
  var indices: Range<Int> { 0..<(parts.map { $0.eigenvalues.count }.min() ?? 0) }

  /// A component as a direction: unit vectors with aligned signs, times their deviations.
  func direction(_ index: Int, name: String) throws -> Direction {
    let unit = try statistics.direction(
      timesteps.indices.flatMap { part($0).coefficients[index] }, name: name)
    let entries = try timesteps.indices.map { try unit.entry($0).values }
    let signs = parts.count == 1 ? joint(entries) : aligned(entries)
    let scaled = timesteps.indices.flatMap { entry in
      let scale = signs[entry] * deviation(index, entry)
      return part(entry).coefficients[index].map { $0 * scale }
    }
    return try statistics.direction(scaled, name: name)
  }

  /// What a component is worth.
  func description(of index: Int) throws -> String {
    let (first, last) = (deviation(index, 0), deviation(index, timesteps.count - 1))
    var text = "deviation \(Terminal.rounded(first))"
    if parts.count > 1 {
      text += " at t = \(timesteps[0]), \(Terminal.rounded(last)) at t = \(timesteps.last ?? 0)"
    }
    let shares = parts.indices.compactMap { part in
      totals[part].map { parts[part].eigenvalues[index] / $0 }
    }
    guard !shares.isEmpty else { return text }
    let mean = shares.reduce(0, +) / Double(shares.count)
    return text + ", \(String(format: "%.1f", 100 * mean)) % of the variance"
  }

  private func part(_ entry: Int) -> PrincipalComponents { parts[parts.count == 1 ? 0 : entry] }

  private func deviation(_ index: Int, _ entry: Int) -> Double {
    (part(entry).eigenvalues[index] / Double(max(1, statistics.count - 1))).squareRoot()
  }

  /// The first value of the whole is positive.
  private func joint(_ entries: [[Float]]) -> [Double] {
    [Double](repeating: entries[0][0] < 0 ? -1 : 1, count: entries.count)
  }

  /// The first value of the first vector is positive, its product with the others not negative.
  private func aligned(_ entries: [[Float]]) -> [Double] {
    let first = entries[0][0] < 0 ? -1.0 : 1
    return entries.map { values in
      let product = zip(values, entries[0]).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return product < 0 ? -first : first
    }
  }
}
