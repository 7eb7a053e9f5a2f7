import Foundation
import HSpaceLibrary
import Pictures

/// A contact sheet of translations: of levels, or of seeds.
struct TranslationSheet {
  private struct Result {
    let label: String
    let picture: Picture
    let similarity: Similarity
    /// To the source, in its colors or a network's features, where they are compared.
    var likeness: Double?
    var likenessText: String?

    /// The greater, the more similar.
    var score: Double { likeness ?? similarity.ssim ?? 0 }

    var line: String {
      "\(label): \([similarity.line, likenessText].compactMap { $0 }.joined(separator: ", "))"
    }
  }

  let command: TranslateCommand
  let translation: Translation
  let work: SheetWork

  /// A column for each run.
  func write(_ runs: [Run], labels: [String]) throws {
    try work.write(to: command.output) {
      var rows: [ContactSheet.Row] = []
      for path in command.pictures {
        let original = try translation.source.read(path)
        let results = try zip(runs, labels).map { try make(original, path, $0, label: $1) }
        for result in results { print("\(name(path)) \(result.line)") }
        rows.append(.init(name(path), [original] + results.map(\.picture)))
      }
      return ContactSheet(
        columns: ["source"] + labels, rows: rows, enlargement: command.enlarge)
    }
  }

  /// A column for each rank, the most similar first.
  func writeRanked(_ run: Run, seeds: [UInt64]) throws {
    var best: Picture?
    let comparison = try openComparison()
    try work.write(to: command.output) {
      var rows: [ContactSheet.Row] = []
      for path in command.pictures {
        let original = try translation.source.read(path)
        let features = try comparison?.features(of: original)
        let results = try seeds.map { seed in
          var run = run
          run.noiseSeed = seed
          var result = try make(original, path, run, label: "seed \(seed)")
          if let comparison, let features {
            let likeness = try comparison.likeness(
              features, comparison.features(of: result.picture))
            (result.likeness, result.likenessText) = (likeness, comparison.text(likeness))
          }
          return result
        }
        let ranked = results.enumerated().sorted { one, other in
          let (first, second) = (one.element.score, other.element.score)
          return first != second ? first > second : one.offset < other.offset
        }.map(\.element)
        for result in ranked { print("\(name(path)) \(result.line)") }
        if best == nil { best = ranked.first?.picture }
        rows.append(.init(name(path), [original] + ranked.map(\.picture)))
      }
      let columns = ["source"] + (seeds.count > 1 ? seeds.indices.map { "\($0 + 1)" } : [])
      return ContactSheet(columns: columns, rows: rows, enlargement: command.enlarge)
    }
    if let best, let path = command.best { try best.write(png: path) }
  }

  /// What ranks, where it is not SSIM.
  private func openComparison() throws -> PictureComparison? {
    if let network = command.features {
      return try PictureComparison(
        network: network, command.session, width: translation.target.width,
        height: translation.target.height)
    }
    return command.rank == .colors ? .colors : nil
  }

  private func make(
    _ original: Picture, _ path: String, _ run: Run, label: String
  ) throws -> Result {
    let picture = try work.picture {
      try translation.make(original, run, title: "\(name(path)) \(label)")
      return try translation.target.picture()
    }
    return Result(
      label: label, picture: picture, similarity: Similarity(of: picture, to: original))
  }

  private func name(_ path: String) -> String {
    ((path as NSString).lastPathComponent as NSString).deletingPathExtension
  }
}
