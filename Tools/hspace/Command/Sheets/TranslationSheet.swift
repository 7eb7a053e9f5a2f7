import Foundation
import HSpaceLibrary
import Pictures

/// A contact sheet of translations: of levels, or of seeds.
struct TranslationSheet {
  private struct Result {
    let label: String
    let picture: Picture
    let similarity: Similarity
    /// Of a trial.
    var scores: [TrialRanking.Score] = []

    var line: String {
      "\(label): \(([similarity.line] + scores.compactMap(\.text)).joined(separator: ", "))"
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

  /// A column for each rank, the best first.
  func writeRanked(_ run: Run, seeds: [UInt64]) throws {
    var best: Picture?
    let ranking = try TrialRanking(command, translation)
    try work.write(to: command.output) {
      var rows: [ContactSheet.Row] = []
      for path in command.pictures {
        let original = try translation.source.read(path)
        let score = try ranking.scoring(original)
        let results = try seeds.map { seed in
          var run = run
          run.noiseSeed = seed
          var result = try make(original, path, run, label: "seed \(seed)")
          result.scores = try score(result.picture)
          return result
        }
        let order = TrialOrder.bestFirst(results.map { $0.scores.map(\.value) })
        let ranked = order.map { results[$0] }
        for result in ranked { print("\(name(path)) \(result.line)") }
        if best == nil { best = ranked.first?.picture }
        rows.append(.init(name(path), [original] + ranked.map(\.picture)))
      }
      let columns = ["source"] + (seeds.count > 1 ? seeds.indices.map { "\($0 + 1)" } : [])
      return ContactSheet(columns: columns, rows: rows, enlargement: command.enlarge)
    }
    if let best, let path = command.best { try best.write(png: path) }
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
