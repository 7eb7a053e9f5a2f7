import ArgumentParser
import HSpaceLibrary

/// eta of a run's steps: one number, first:last, or one for each step with commas.
struct EtaSchedule: ExpressibleByArgument {
  private enum Kind {
    case constant(Float)
    case line(Float, Float)
    case list([Float])
  }

  private let kind: Kind

  init(_ eta: Float) { kind = .constant(eta) }

  init?(argument: String) {
    let isLine = argument.contains(":")
    let parts = argument.split(
      separator: isLine ? ":" : ",", omittingEmptySubsequences: false)
    let etas = parts.compactMap { Float($0) }
    guard etas.count == parts.count, etas.allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
    if isLine {
      guard etas.count == 2 else { return nil }
      kind = .line(etas[0], etas[1])
    } else {
      kind = etas.count == 1 ? .constant(etas[0]) : .list(etas)
    }
  }

  var defaultValueDescription: String {
    if case .constant(let eta) = kind { return "\(eta)" }
    return "one for each step"
  }

  /// Whether some step has noise.
  var isRandom: Bool {
    switch kind {
    case .constant(let eta): eta > 0
    case .line(let first, let last): first > 0 || last > 0
    case .list(let etas): etas.contains { $0 > 0 }
    }
  }

  /// The run with these etas; its steps are known.
  func applied(to run: Run) throws(Failure) -> Run {
    var run = run
    let count = run.steps - run.skip
    switch kind {
    case .constant(let eta):
      run.eta = eta
      run.etas = nil
    case .line(let first, let last):
      run.etas = (0..<max(count, 0)).map { step in
        count < 2 ? first : first + (last - first) * Float(step) / Float(count - 1)
      }
    case .list(let etas):
      guard etas.count == count else {
        throw .usage("--eta: there are \(etas.count) numbers for \(count) steps")
      }
      run.etas = etas
    }
    return run
  }
}
