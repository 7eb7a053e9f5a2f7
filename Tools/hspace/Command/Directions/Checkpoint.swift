import HSpaceLibrary

/// Where statistics of an interrupted command are kept, to go on with.
struct Checkpoint {
  /// File of each of the command's statistics.
  let files: [String]
  /// What to give --resume.
  let argument: String

  /// One file.
  init(file: String) {
    files = [file]
    argument = file
  }

  /// A file for each part, whose names begin alike.
  init(prefix: String, parts: [String]) {
    files = parts.map { "\(prefix)-\($0).hsm" }
    argument = prefix
  }

  /// Does work whose interruption saves statistics.
  func keeping(_ statistics: [Statistics], _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as LibraryError where error.isCancelled {
      for (file, part) in zip(files, statistics) {
        try about(file) { () throws(LibraryError) in try part.save(to: file) }
      }
      throw Failure(
        "interrupted; \(files.joined(separator: " and ")) \(files.count == 1 ? "holds" : "hold") "
          + "\(statistics.map { "\($0.count)" }.joined(separator: " and ")) samples "
          + "(to go on, repeat the command with --resume \(argument))")
    }
  }

  /// Opens the statistics, each with the room of a template that it must agree with.
  func opened(like templates: [Statistics]) throws(Failure) -> [Statistics] {
    var result: [Statistics] = []
    for (file, template) in zip(files, templates) {
      let capacity = Int(template.info.capacity)
      result.append(
        try about(file) { () throws(LibraryError) in
          let statistics = try Statistics(path: file, capacity: capacity)
          // Nothing is added, but everything is compared.
          try statistics.merge(template)
          return statistics
        })
    }
    return result
  }
}
