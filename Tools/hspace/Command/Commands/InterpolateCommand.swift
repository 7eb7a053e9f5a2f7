import ArgumentParser
import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// The command `hspace interpolate`, which makes the pictures between two.
struct InterpolateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interpolate", abstract: "Makes a sheet of the pictures between two.",
    discussion: """
      Both are inverted, and the way goes through their latent codes, or, with --space h, from \
      the first picture's latent code with 0 up to all of the difference of their h.
      """)

  /// Where the way goes through.
  enum Space: String, ExpressibleByArgument, CaseIterable {
    case latent
    case h
  }

  /// How to go from one to the other.
  enum Mode: String, ExpressibleByArgument, CaseIterable {
    case lerp
    case slerp
    case sqrt

    var kind: Mixture.Kind {
      switch self {
      case .lerp: .linear
      case .slerp: .spherical
      case .sqrt: .root
      }
    }
  }

  @Argument(help: "The first PNG picture.") var first: String
  @Argument(help: "The second one.") var second: String
  @OptionGroup var model: ModelOption
  @Option(name: .shortAndLong, help: "The PNG sheet to write.") var output: String
  @Option(help: "Number of pictures, both ends among them, 2 to 64.") var count = 7
  @Option(help: "How: lerp, slerp or sqrt (keeps noise's variance). (default: slerp, in h lerp)")
  var mode: Mode?
  @Option(help: "What is between them: latent (x_T) or h.") var space = Space.latent
  @Option(help: "Enlarge pixels to squares of this side, 1 to 16.") var enlarge: Int?
  @Option(help: "Go on with an interrupted sheet (.part.json).") var resume: String?
  @OptionGroup(title: "Steps") var steps: StepOptions

  func validate() throws {
    guard (2...64).contains(count) else { throw ValidationError("--count must be 2 to 64.") }
    guard space == .latent || (mode ?? .lerp) == .lerp else {
      throw ValidationError("In h the way begins at 0, where only --mode lerp leads on.")
    }
    guard (1...16).contains(enlarge ?? 1) else {
      throw ValidationError("The value of --enlarge must be 1 to 16.")
    }
  }

  func run() throws {
    let studio = try model.open()
    let inputs = [first, second, studio.session.model.path] + [resume].compactMap { $0 }
    try Output.check(output, inputs: inputs)
    let run = steps.applied()
    try studio.rehearse([], run)
    let originals = try [first, second].map { try studio.read($0) }
    let work = try SheetWork([studio], inputs: [first, second], resuming: resume)
    try work.write(to: output) {
      let way = space == .h ? throughH(studio, originals, run) : through(studio, originals, run)
      let pictures = try fractions.map { s in try work.picture { try way(s) } }
      let columns = fractions.map { String(format: "%.2f", $0) }
      return ContactSheet(
        columns: ["first"] + columns + ["second"],
        rows: [.init("", [originals[0]] + pictures + [originals[1]])], enlargement: enlarge)
    }
  }

  private var fractions: [Double] { (0..<count).map { Double($0) / Double(count - 1) } }

  /// Makes the picture at a part of the way.
  private typealias Way = (Double) throws -> Picture

  /// Through the latent codes.
  private func through(_ studio: Studio, _ originals: [Picture], _ run: Run) -> Way {
    let session = studio.session
    let ends = Deferred {
      let size = try session.extents(of: "x").count
      return try zip(originals, ["first", "second"]).map { picture, name in
        try studio.take(picture)
        try studio.perform("invert the \(name)", run) { run throws(LibraryError) in
          try session.invert(run)
        }
        return try session.read(HSP_VALUE_X, count: size)
      }
    }
    return { s in
      let codes = try ends()
      try session.set(latent: (mode ?? .slerp).kind.point(at: s, from: codes[0], to: codes[1]))
      try studio.perform(String(format: "at %.2f", s), run) { run throws(LibraryError) in
        try session.edit([], run)
      }
      return try studio.picture()
    }
  }

  /// On the first one's latent code, with parts of the difference of h at every step.
  private func throughH(_ studio: Studio, _ originals: [Picture], _ run: Run) -> Way {
    let session = studio.session
    func record(_ picture: Picture, _ name: String) throws -> (times: [Int32], h: [Float]) {
      try studio.take(picture)
      try studio.perform("invert the \(name)", run) { run throws(LibraryError) in
        try session.invert(run)
      }
      var (times, values): ([Int32], [Float]) = ([], [])
      var reading = run
      reading.readH = { step, h in
        times.append(step.t)
        for index in h.indices { values.append(h[index]) }
      }
      try studio.perform("reconstruct the \(name)", reading) { run throws(LibraryError) in
        try session.edit([], run)
      }
      return (times, values)
    }
    let difference = Deferred {
      // The first one's latent code is needed afterwards: it comes last.
      let goal = try record(originals[1], "second")
      let start = try record(originals[0], "first")
      return try Direction(
        name: "difference", model: session.model, extents: try session.extents(of: "h"), steps: 0,
        timesteps: start.times, values: zip(goal.h, start.h).map { $0 - $1 })
    }
    var symmetric = run
    symmetric.symmetric = true
    symmetric.tEdit = 0
    return { [symmetric] s in
      let edit = Edit(direction: try difference(), strength: Float(s))
      try studio.perform(String(format: "at %.2f", s), symmetric) { run throws(LibraryError) in
        try session.edit([edit], run)
      }
      return try studio.picture()
    }
  }
}
