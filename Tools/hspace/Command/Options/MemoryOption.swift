import ArgumentParser
import HSpaceLibrary

/// Where a session keeps its weights, and how much memory it may take.
struct MemoryOption: ParsableArguments {
  @Option(help: "Where weights are kept: mapped, streamed or memory. The result is the same.")
  var weights = Weights.mapped

  @Option(help: "Memory that the session may take, as 64M; it costs time, never quality.")
  var memoryBudget: ByteCount?

  @Option(
    help: "How values are stored: f32 or f16. Changes the result a little.",
    transform: { text in
      guard let storage = Storage(rawValue: text), storage != .int8 else {
        throw ValidationError("Use f32 or f16.")
      }
      return storage
    })
  var storage: Storage?

  @Option(help: "How skips are stored: f32, f16 or int8. Changes the result a little.")
  var skips: Storage?

  /// Weights that are read for every step are checked by the library when they are first read.
  var verifiesFile: Bool { weights == .mapped }

  func apply(to options: inout SessionOptions) {
    options.weights = weights
    options.storage = storage
    options.skips = skips
    options.memoryBudget = memoryBudget?.bytes ?? 0
  }
}

extension Weights: ExpressibleByArgument {}
extension Storage: ExpressibleByArgument {}

/// A number of bytes, as 65536, 64K, 64M or 1G.
struct ByteCount: ExpressibleByArgument {
  let bytes: UInt64

  init(_ bytes: UInt64) { self.bytes = bytes }

  init?(argument: String) {
    let shift: UInt64 =
      switch argument.last {
      case "K", "k": 10
      case "M", "m": 20
      case "G", "g": 30
      default: 0
      }
    let digits = shift == 0 ? Substring(argument) : argument.dropLast()
    guard let count = UInt64(digits), count > 0 else { return nil }
    let (bytes, overflows) = count.multipliedReportingOverflow(by: 1 << shift)
    guard !overflows else { return nil }
    self.bytes = bytes
  }
}
