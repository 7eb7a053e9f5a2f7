import ArgumentParser
import Foundation

/// Two sets of pictures: with an attribute, and without it.
struct PictureSets: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Pictures that show the attribute, or their folder.")
  var positive: [String] = []
  @Option(parsing: .upToNextOption, help: "Pictures that don't, or their folder.")
  var negative: [String] = []
  @Option(help: "Folder of labelled or scored pictures.") var pictures: String?
  @Option(help: "Table of labels (CSV).") var labels: String?
  @Option(name: .customLong("where"), help: "Condition of the positive pictures.")
  var condition: LabelCondition?
  @Option(help: "Condition of the negative pictures. (default: all others)")
  var against: LabelCondition?
  @Option(help: "Table of scores (CSV): in its column 'score', or its second one.")
  var scores: String?
  @Option(help: "Take so many pictures of the highest scores.") var top: Int?
  @Option(help: "Take so many pictures of the lowest scores. (default: as --top)")
  var bottom: Int?
  @Option(help: "Take as many positive as negative pictures of each value of this label.")
  var balance: String?
  @Option(help: "Take at most so many pictures of each set.") var limit: Int?

  static let explanation = """
    Give the pictures with --positive and --negative, files or folders; or a folder with \
    --pictures, a table with --labels (its first column names the files), and a condition with \
    --where, as 'beard!=none' or 'hair=bun|bald'. Pictures that do not meet it are the negative \
    ones, or with --against those that meet that. Or a table with --scores, and the number of \
    pictures with --top: those of the highest scores are positive, of the lowest negative.
    """

  func validate() throws {
    let listed = !positive.isEmpty || !negative.isEmpty
    let ways = [listed, condition != nil, scores != nil].count { $0 }
    guard ways == 1 else {
      throw ValidationError(
        "Give --positive and --negative, or --pictures, --labels and --where, or --pictures, "
          + "--scores and --top.")
    }
    if listed {
      guard !positive.isEmpty, !negative.isEmpty else {
        throw ValidationError("Give both --positive and --negative.")
      }
      guard pictures == nil, labels == nil, balance == nil else {
        throw ValidationError("--pictures, --labels and --balance do not go with --positive.")
      }
    } else {
      guard pictures != nil else { throw ValidationError("Give the pictures' folder: --pictures.") }
      guard labels != nil || (condition == nil && balance == nil) else {
        throw ValidationError("--where and --balance need --labels.")
      }
    }
    guard against == nil || condition != nil else {
      throw ValidationError("--against needs --where.")
    }
    guard (top != nil) == (scores != nil), bottom == nil || scores != nil else {
      throw ValidationError("--scores needs --top; --top and --bottom need --scores.")
    }
    for (name, number) in [("limit", limit), ("top", top), ("bottom", bottom)] {
      guard (number ?? 1) >= 1 else { throw ValidationError("--\(name) must be at least 1.") }
    }
  }

  /// The files of both sets.
  func files() throws -> (positive: [String], negative: [String]) {
    var (up, down) = try named()
    if let balance, let labels {
      (up, down) = try Self.balanced(up, down, balance, labels, limit: limit ?? .max)
    } else if let limit {
      (up, down) = (Array(up.prefix(limit)), Array(down.prefix(limit)))
    }
    return (up, down)
  }

  private func named() throws -> ([String], [String]) {
    guard let pictures else {
      return (try Gallery.expand(positive), try Gallery.expand(negative))
    }
    let (up, down): ([String], [String])
    if let scores {
      (up, down) = try ScoreTable(path: scores).extremes(top: top ?? 1, bottom: bottom ?? top ?? 1)
    } else {
      (up, down) = try labelled()
    }
    for file in up + down where !FileManager.default.fileExists(atPath: "\(pictures)/\(file)") {
      throw Failure(
        "\(scores ?? labels ?? ""): names \(file), which is not in \(pictures) (see --pictures)")
    }
    return (up.map { "\(pictures)/\($0)" }, down.map { "\(pictures)/\($0)" })
  }

  private func labelled() throws -> ([String], [String]) {
    guard let labels, let condition else { return ([], []) }
    let table = try LabelTable(path: labels)
    let up = try table.files(condition)
    let among = Set(up)
    let down =
      try against.map { try table.files($0) } ?? table.files.filter { !among.contains($0) }
    guard !up.isEmpty, !down.isEmpty else {
      throw Failure.usage(
        "\(labels): \(up.count) positive and \(down.count) negative pictures (one of each "
          + "at least is needed; see --where and --against)")
    }
    if let both = down.first(where: among.contains) {
      throw Failure.usage("\(labels): \(both) meets both --where and --against")
    }
    return (up, down)
  }

  /// As many of one set as of the other for each value of a label, the first pairs.
  private static func balanced(
    _ up: [String], _ down: [String], _ column: String, _ labels: String, limit: Int
  ) throws -> ([String], [String]) {
    let values = try LabelTable(path: labels).labels(column)
    func value(_ file: String) throws -> String {
      let name = (file as NSString).lastPathComponent
      guard let value = values[name] ?? values[file] else {
        throw Failure("\(labels): has no line for \(name), which --balance needs")
      }
      return value
    }
    var partners = try Dictionary(grouping: down, by: value).mapValues { $0[...] }
    var kept = Set<String>()
    for file in up where kept.count / 2 < limit {
      guard let partner = partners[try value(file)]?.popFirst() else { continue }
      kept.formUnion([file, partner])
    }
    guard !kept.isEmpty else {
      throw Failure.usage(
        "\(labels): no value of '\(column)' is in both sets, so that nothing is left to balance")
    }
    return (up.filter(kept.contains), down.filter(kept.contains))
  }
}
