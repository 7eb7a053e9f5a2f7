import Foundation

/// A table of labelled pictures: comma-separated, with a header; the first column names the files.
struct LabelTable {
  private let path: String
  let columns: [String]
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
    try entries(condition.column).filter { condition.isMet(by: $0.label) }.map(\.file)
  }

  /// Files with their labels of one column, in order.
  func entries(_ name: String) throws(Failure) -> [(file: String, label: String)] {
    guard let column = columns.firstIndex(of: name) else {
      throw .usage(
        "\(path): no column '\(name)' (there are \(columns.joined(separator: ", ")))")
    }
    return rows.map { ($0[0], $0[column]) }
  }

  /// Labels of one column by file.
  func labels(_ name: String) throws(Failure) -> [String: String] {
    Dictionary(try entries(name).map { ($0.file, $0.label) }, uniquingKeysWith: { $1 })
  }
}
