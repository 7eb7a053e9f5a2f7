import Glibc

/// A bar on standard error that is there only while work goes on, and only on a terminal.
final class ProgressBar {
  private static let width = 40
  private let isShown: Bool
  private var percent = -1

  init(_ isShown: Bool) { self.isShown = isShown }

  func show(_ done: Int, of total: Int) {
    let now = total > 0 ? done * 100 / total : 100
    guard isShown, now != percent else { return }
    percent = now
    let full = now * Self.width / 100
    let bar = String(repeating: "#", count: full) + String(repeating: ".", count: Self.width - full)
    writeToStandardError("\r[\(bar)] \(now)%")
  }

  /// Removes the bar.
  func clear() {
    guard isShown, percent >= 0 else { return }
    percent = -1
    // Carriage return, then erase to the end of the line.
    writeToStandardError("\r\u{1B}[K")
  }
}

func writeToStandardError(_ text: String) {
  var bytes = text
  bytes.withUTF8 { buffer in
    // Nothing helps when standard error is closed.
    _ = unsafe write(STDERR_FILENO, buffer.baseAddress, buffer.count)
  }
}
