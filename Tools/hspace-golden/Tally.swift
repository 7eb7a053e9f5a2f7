import Foundation

/// Prints a line for each array, and counts.
final class Tally {
  private var passed = 0
  private var failed = 0
  private var skipped = 0

  /// Prints an array's error against its limit; nil: it has another size than the golden.
  func record(_ name: String, _ array: String, error: Double?, limit: Double) {
    let ok = error.map { $0 <= limit } ?? false
    let number = error.map { String(format: "%.2e", $0) } ?? "size"
    write(
      "\(pad(name, 26)) \(pad(array, 44)) \(pad(number, 9)) limit "
        + String(format: "%.2e", limit) + (ok ? "  ok" : "  FAIL"))
    if ok { passed += 1 } else { failed += 1 }
  }

  /// A case that cannot be run fails.
  func refuse(_ name: String, _ reason: String) {
    write("\(pad(name, 26)) cannot be run: \(reason)  FAIL")
    failed += 1
  }

  /// A part of a case that asks for what the library does not offer.
  func skip(_ name: String, _ part: String) {
    write("\(pad(name, 26)) \(part)  skipped")
    skipped += 1
  }

  /// Prints the counts; true when there is no failure.
  func finish() -> Bool {
    if skipped > 0 { write("\(skipped) skipped") }
    write("\(passed) passed, \(failed) failed")
    return failed == 0 && passed > 0
  }

  /// Prints a line at once, also into a pipe.
  private func write(_ line: String) {
    FileHandle.standardOutput.write(Data("\(line)\n".utf8))
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
  }
}
