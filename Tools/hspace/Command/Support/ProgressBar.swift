import Foundation

/// A bar with the time left on a terminal's standard error; silent when piped.
struct ProgressBar {
  private static let width = 30
  private let title: String
  private let start = ContinuousClock.now
  /// Steps that were done before this run went on.
  private var before: Int?

  init(_ title: String) { self.title = title }

  /// Draws the bar after a step.
  mutating func show(done: Int, of total: Int) {
    guard Terminal.isInteractive, total > 0 else { return }
    let first = before ?? done - 1
    before = first
    let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
    let left = seconds / Double(max(done - first, 1)) * Double(total - done)
    let filled = done * Self.width / total
    let bar =
      String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
    Terminal.write("\r\u{1B}[K\(title) [\(bar)] \(done)/\(total)  \(Self.format(left)) left")
  }

  /// Takes the bar away.
  func clear() {
    if Terminal.isInteractive { Terminal.write("\r\u{1B}[K") }
  }

  private static func format(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
