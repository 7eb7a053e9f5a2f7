import Foundation

/// Scores of pictures: a table whose first column names the files.
struct ScoreTable {
  private let path: String
  private let scores: [(file: String, score: Double)]

  init(path: String) throws(Failure) {
    let table = try LabelTable(path: path)
    let column = table.columns.contains("score") ? "score" : table.columns.dropFirst().first
    guard let column else { throw Failure("\(path): has no column of scores") }
    var scores: [(file: String, score: Double)] = []
    for (line, entry) in try table.entries(column).enumerated() {
      guard let score = Double(entry.label), score.isFinite else {
        throw Failure("\(path): line \(line + 2): '\(entry.label)' is not a score")
      }
      scores.append((entry.file, score))
    }
    self.path = path
    self.scores = scores
  }

  /// The files of the highest and of the lowest scores; of equal ones, the first in the table.
  func extremes(top: Int, bottom: Int) throws(Failure) -> (top: [String], bottom: [String]) {
    guard top <= scores.count, bottom <= scores.count - top else {
      throw .usage(
        "\(path): \(scores.count) scores are fewer than --top and --bottom (\(top) and \(bottom))")
    }
    let rising = scores.indices.sorted { (scores[$0].score, $0) < (scores[$1].score, $1) }
    let falling = scores.indices.sorted { (-scores[$0].score, $0) < (-scores[$1].score, $1) }
    let (up, down) = (falling.prefix(top), rising.prefix(bottom))
    guard let last = up.last, let first = down.last, scores[last].score > scores[first].score else {
      throw .usage("\(path): the highest and the lowest scores are the same")
    }
    return (up.map { scores[$0].file }, down.map { scores[$0].file })
  }
}
