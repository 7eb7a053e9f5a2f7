import Foundation

/// What the system says about the processor that a measurement ran on.
struct Processor {
  /// As the system names it; Arm cores by their number where that is all there is.
  let name: String
  /// The highest clock, or where that is not known the one of the moment.
  let megahertz: Double?

  static var current: Processor {
    let facts = contents("/proc/cpuinfo") ?? ""
    let highest = contents("/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq")
      .flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    return Processor(facts: facts, kilohertz: highest)
  }

  /// From the text of /proc/cpuinfo and the highest clock.
  init(facts: String, kilohertz: Double?) {
    let implementer = Self.fact("CPU implementer", facts)
    let part = Self.fact("CPU part", facts)
    let known = implementer == "0x41" ? part.flatMap { Self.armCores[$0] } : nil
    name =
      known ?? Self.fact("model name", facts)
      ?? part.map { "Arm implementer \(implementer ?? "?") part \($0)" } ?? "unknown"
    megahertz = kilohertz.map { $0 / 1000 } ?? Self.fact("cpu MHz", facts).flatMap { Double($0) }
  }

  /// Cores of common boards; 0x41 is Arm's own number.
  private static let armCores = [
    "0xc07": "Cortex-A7", "0xd03": "Cortex-A53", "0xd05": "Cortex-A55", "0xd08": "Cortex-A72",
    "0xd0b": "Cortex-A76", "0xd0c": "Neoverse N1",
  ]

  /// The value of the first line with that key.
  private static func fact(_ key: String, _ text: String) -> String? {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == key else { continue }
      return parts[1].trimmingCharacters(in: .whitespaces)
    }
    return nil
  }

  private static func contents(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }

  var text: String {
    megahertz.map { name + String(format: ", %.0f MHz", $0) } ?? name
  }
}
