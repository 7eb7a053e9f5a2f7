import CHSpace
import HSpaceLibrary
import Pictures

/// A picture's code while it is edited: made here, or read from a file.
final class NoiseMaps {
  private let entry: (Int) -> [Float]?

  private init(_ entry: @escaping (Int) -> [Float]?) { self.entry = entry }

  /// Encodes a picture.
  init(_ studio: Studio, _ picture: Picture, _ run: Run, title: String = "encode") throws {
    let entries = try EntryFile(count: try studio.session.extents(of: "x").count)
    entry = { entries.read($0) }
    try studio.take(picture)
    try entries.recording(run) { recorded in
      try studio.perform(title, recorded) { run throws(LibraryError) in
        try studio.session.encode(run)
      }
    }
  }

  /// The code of a file.
  convenience init(_ code: Code) { self.init { try? code.entry($0) } }

  /// Generates from the code, with edits.
  func decode(
    _ studio: Studio, _ edits: [Edit], _ run: Run, title: String = "edit"
  ) throws {
    guard let start = entry(0) else { throw Failure("the code's first entry cannot be read") }
    var run = run
    run.noise = { step, _ in self.entry(Int(step.step) + 1) }
    try studio.session.set(latent: start)
    try studio.perform(title, run) { run throws(LibraryError) in
      try studio.session.decode(edits, run)
    }
  }
}
