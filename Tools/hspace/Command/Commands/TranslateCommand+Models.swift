import CHSpace
import HSpaceLibrary

extension TranslateCommand {
  /// Opens both models, within one memory budget if there is one.
  func open() throws -> (source: Studio, target: Studio) {
    guard let budget = session.memory.memoryBudget?.bytes else {
      return try open(source: session, target: session)
    }
    // The source holds the values of both: most is for it.
    var failure: Failure?
    for eighths in (1...7 as ClosedRange<UInt64>).reversed() {
      let part = budget / 8 * eighths
      do {
        return try open(source: session.within(part), target: session.within(budget - part))
      } catch let tooSmall as Failure where tooSmall.cause?.status == HSP_ERROR_MEMORY {
        failure = tooSmall
      }
    }
    throw Failure("--memory-budget is too small for both models: \(failure?.sentence ?? "")")
  }

  private func open(
    source: SessionOption, target: SessionOption
  ) throws -> (source: Studio, target: Studio) {
    let search = SearchPath()
    let first = try source.open(model: from, search, plain: true)
    // A learned variance lies in a session's own values.
    let shares = ![.learned, .model].contains(options.variance)
    let second = try target.open(
      model: to, search, plain: true, beside: shares ? first.session : nil)
    return (first, second)
  }
}

extension SessionOption {
  /// The same with another memory budget.
  fileprivate func within(_ bytes: UInt64) -> SessionOption {
    var other = self
    other.memory.memoryBudget = ByteCount(bytes)
    return other
  }
}
