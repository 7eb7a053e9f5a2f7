import ArgumentParser
import Foundation
import HSpaceLibrary

/// Threads, size, memory and instruction set of a session.
struct SessionOption: ParsableArguments {
  @Option(help: "Number of threads. (default: one for each processor)")
  var threads: Int?

  @Option(help: "Size of the pictures, as 64 or 96x64. (default: what the model was trained for)")
  var size: PictureSize?

  @OptionGroup var memory: MemoryOption

  func validate() throws {
    guard (1...256).contains(threads ?? 1) else {
      throw ValidationError("--threads must be 1 to 256.")
    }
  }

  func options() throws(Failure) -> SessionOptions {
    var options = SessionOptions()
    options.threads = threads ?? min(256, ProcessInfo.processInfo.activeProcessorCount)
    options.size = size.map { ($0.width, $0.height) }
    options.isa = try Self.isa()
    memory.apply(to: &options)
    return options
  }

  /// The instruction set that the environment asks for.
  static func isa(
    _ environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(Failure) -> String? {
    guard let name = environment["HSPACE_ISA"], !name.isEmpty else { return nil }
    let names = ["base", "avx2", "avx512", "neon", "dotprod", "i8mm"]
    guard names.contains(name) else {
      throw .usage(
        "HSPACE_ISA: no instruction set '\(name)' (\(names.joined(separator: ", ")))")
    }
    return name
  }
}

/// A width and a height.
struct PictureSize: ExpressibleByArgument {
  let width: Int
  let height: Int

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count <= 2, let width = parts.first ?? nil, let height = parts.last ?? nil,
      (1...16384).contains(width), (1...16384).contains(height)
    else { return nil }
    self.width = width
    self.height = height
  }
}
