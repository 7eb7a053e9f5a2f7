import Foundation
import HSpaceLibrary
import Pictures

/// A contact sheet of edits: of strengths, or of directions.
struct EditSheet {
  /// One picture of a row.
  private struct Variation {
    let label: String
    let edits: [Edit]
  }

  let command: EditCommand
  let studio: Studio
  let directions: [Influence]
  let run: Run
  /// Where the command starts from a code.
  let code: Code?
  let work: SheetWork

  /// What the session was brought to before a subject's edits.
  private struct Start {
    let run: Run
    var maps: NoiseMaps?
  }

  /// Makes all pictures, then the sheet.
  func write() throws {
    let names = try directions.map { try $0.name }
    let groups = variations(names)
    for group in groups {
      for variation in group.variations { try studio.rehearse(variation.edits, run) }
    }
    try work.write(to: command.output) {
      var rows: [ContactSheet.Row] = []
      for subject in subjects {
        let start = Deferred { try prepare(subject) }
        let original =
          try subject.map { try studio.read($0) }
          ?? work.picture { try make(Variation(label: "unedited", edits: []), subject, start()) }
        for group in groups {
          let label = [name(of: subject), group.label].filter { !$0.isEmpty }
          let edited = try group.variations.map { variation in
            try work.picture { try make(variation, subject, start()) }
          }
          rows.append(.init(label.joined(separator: " "), [original] + edited))
        }
      }
      let columns =
        [command.pictures.isEmpty ? "unedited" : "original"]
        + (groups.first?.variations.map(\.label) ?? [])
      return ContactSheet(columns: columns, rows: rows, enlargement: command.enlarge)
    }
  }

  /// Pictures, or nil for what else was given.
  private var subjects: [String?] { command.pictures.isEmpty ? [nil] : command.pictures }

  /// Rows of one subject: strengths of each direction, or all directions in one.
  private func variations(_ names: [String]) -> [(label: String, variations: [Variation])] {
    guard let sweep = command.sweep else {
      let columns = zip(zip(directions, names), command.strength).map { pair, strength in
        Variation(
          label: "\(pair.1) \(Sweep.label(strength))",
          edits: [Edit(pair.0, strength: strength)])
      }
      return [("", [Variation(label: "reconstructed", edits: [])] + columns)]
    }
    return zip(directions, names).map { direction, name in
      let label = directions.count > 1 || command.pictures.isEmpty ? name : ""
      let columns = sweep.strengths.map {
        Variation(label: Sweep.label($0), edits: [Edit(direction, strength: $0)])
      }
      return (label, columns)
    }
  }

  private func name(of subject: String?) -> String {
    if let seed = command.seed { return "seed \(seed)" }
    let file = subject ?? command.latent ?? ""
    return ((file as NSString).lastPathComponent as NSString).deletingPathExtension
  }

  /// Brings the session to the subject's latent code.
  private func prepare(_ subject: String?) throws -> Start {
    let session = studio.session
    if let subject {
      let picture = try studio.read(subject)
      if command.options.chain != nil {
        let title = "\(name(of: subject)) encode"
        return Start(run: run, maps: try NoiseMaps(studio, picture, run, title: title))
      }
      try studio.take(picture)
      return Start(
        run: try studio.invert(
          "\(name(of: subject)) invert", run, command.options, for: name(of: subject)))
    }
    if let seed = command.seed { try session.set(noise: seed) }
    if let latent = command.latent {
      try about(latent) { () throws(LibraryError) in
        if let code { try session.set(code) } else { try session.load(from: latent) }
      }
    }
    return Start(run: run, maps: code.map { NoiseMaps($0) })
  }

  private func make(
    _ variation: Variation, _ subject: String?, _ start: Start
  ) throws -> Picture {
    let title = "\(name(of: subject)) \(variation.label)"
    if let maps = start.maps {
      try maps.decode(studio, variation.edits, start.run, title: title)
      return try studio.picture()
    }
    try studio.perform(title, start.run) { run throws(LibraryError) in
      try studio.session.edit(variation.edits, run)
    }
    return try studio.picture()
  }
}
