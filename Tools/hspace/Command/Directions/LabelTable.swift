import Foundation

/// A table of labelled pictures: comma-separated, with a header; the first column names the files.
struct LabelTable {
  private let path: String
  private let columns: [String]
  private let rows: [[String]]

  init(path: String) throws(Failure) {
    let content: String
    do {
      content = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw Failure("\(path): cannot read: \(error.localizedDescription)")
    }
    let lines = content.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
    }
    guard let header = lines.first else { throw Failure("\(path): the table is empty") }
    for (index, row) in lines.enumerated() where row.count != header.count {
      throw Failure(
        "\(path): line \(index + 1) has \(row.count) columns instead of \(header.count)")
    }
    self.path = path
    columns = header
    rows = Array(lines.dropFirst())
  }

  /// All files, in order.
  var files: [String] { rows.map { $0[0] } }

  /// Files whose labels meet a condition, in order.
  func files(_ condition: LabelCondition) throws(Failure) -> [String] {
    guard let column = columns.firstIndex(of: condition.column) else {
      throw .usage(
        "\(path): no column '\(condition.column)' (there are \(columns.joined(separator: ", ")))")
    }
    return rows.filter { condition.isMet(by: $0[column]) }.map { $0[0] }
  }
}
