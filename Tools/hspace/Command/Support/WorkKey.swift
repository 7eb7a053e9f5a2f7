import Foundation
import HSpaceLibrary

/// What must be the same for interrupted work to go on with the same bits.
enum WorkKey {
  /// Options that change no bits of the work.
  private static let harmless = [
    "--resume", "--enlarge", "--threads", "--output", "-o", "--plot", "--best", "--rank",
  ]

  /// The models, the command's arguments, and the contents of its other files.
  static func of(
    _ models: [Model], inputs: [String], arguments: [String] = CommandLine.arguments
  ) throws(Failure) -> [String] {
    // Models are large: their identity, with the numbers that quantisation changes.
    let weights = models.map { "\($0.identity) \($0.info.element_type) \($0.info.weight_bytes)" }
    var contents: [String] = []
    for path in inputs { contents.append("\(path) \(try digest(path))") }
    return weights + contents + relevant(arguments.dropFirst())
  }

  /// Stands for a file's bytes, which are read piece by piece: a network may be large.
  private static func digest(_ path: String) throws(Failure) -> UInt64 {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? file.close() }
      var digest: UInt64 = 0
      while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
        digest = Statistics.id(of: "\(digest) ".utf8 + [UInt8](piece))
      }
      return digest
    } catch {
      throw Failure("\(path): cannot be read (is it there?)")
    }
  }

  private static func relevant(_ arguments: ArraySlice<String>) -> [String] {
    var result: [String] = []
    var isValue = false
    for argument in arguments {
      let name = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? argument
      let isHarmless = harmless.contains(name)
      if !isValue, !isHarmless { result.append(argument) }
      isValue = !isValue && isHarmless && name == argument
    }
    return result
  }
}
