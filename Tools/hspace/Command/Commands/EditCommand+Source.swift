import CHSpace
import HSpaceLibrary
import Pictures

extension EditCommand {
  /// Where an edit starts.
  enum Source {
    case picture(Picture)
    case seed(UInt64)
    case file(String, hsp_latent_info)

    init(_ command: EditCommand, _ studio: Studio) throws {
      if let seed = command.seed {
        self = .seed(seed)
      } else if let file = command.latent ?? (command.pictures.isEmpty ? command.resume : nil) {
        self = .file(file, try about(file) { () throws(LibraryError) in try FileInfo.latent(file) })
      } else {
        self = .picture(try studio.read(command.pictures[0]))
      }
    }

    /// The steps that the source was made with.
    var run: Run {
      var run = Run()
      if case .file(_, let info) = self {
        run.steps = Int(info.steps)
        run.convention = Convention(number: info.convention) ?? .asyrp
        run.t0 = Int(info.t0)
      }
      return run
    }

    /// The code, where the source is one.
    func code() throws -> Code? {
      guard case .file(let path, let info) = self, info.entries > 0 else { return nil }
      return try about(path) { () throws(LibraryError) in try Code(path: path) }
    }

    /// The noise of every step.
    func maps(_ studio: Studio, _ code: Code?, _ run: Run) throws -> NoiseMaps {
      if let code {
        try about(code.path) { () throws(LibraryError) in try studio.session.set(code) }
        return NoiseMaps(code)
      }
      guard case .picture(let picture) = self else { throw Failure("there is no picture") }
      return try NoiseMaps(studio, picture, run)
    }

    /// Brings the session from the source to the edited picture.
    func generate(
      _ studio: Studio, _ edits: [Edit], _ run: Run, _ options: EditOptions
    ) throws {
      let session = studio.session
      var run = run
      switch self {
      case .picture(let picture):
        try studio.take(picture)
        run = try studio.invert("invert", run, options, for: "the picture")
      case .seed(let seed):
        try session.set(noise: seed)
      case .file(let path, let info):
        try about(path) { () throws(LibraryError) in try session.load(from: path) }
        if try Self.goOn(studio, hsp_phase(rawValue: info.phase), edits, run) { return }
      }
      try studio.perform("edit", run) { run throws(LibraryError) in try session.edit(edits, run) }
    }

    /// Brings a loaded session to a latent code, or to the picture; true: there is nothing left.
    private static func goOn(
      _ studio: Studio, _ phase: hsp_phase, _ edits: [Edit], _ run: Run
    ) throws(LibraryError) -> Bool {
      let session = studio.session
      switch phase {
      case HSP_PHASE_PICTURE:
        try studio.perform("invert", run) { run throws(LibraryError) in try session.invert(run) }
        return false
      case HSP_PHASE_INVERTING:
        try studio.perform("invert", run) { run throws(LibraryError) in
          try session.resume([], run)
        }
        return false
      case HSP_PHASE_GENERATING:
        try studio.perform("edit", run) { run throws(LibraryError) in
          try session.resume(edits, run)
        }
        return true
      default:
        return phase == HSP_PHASE_DONE
      }
    }
  }
}
