import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// Edits pictures, or those of a seed, at distances of a boundary (BoundaryDiffusion).
struct BoundaryEditing {
  private let command: EditCommand
  private let studio: Studio
  private let boundary: Boundary
  private let descent: BoundaryDescent?
  /// Steps from t_0 down.
  private let run: Run
  /// The boundary's entry in h.
  private let entry: Int
  private let inputs: [String]

  /// `inputs`: the files that are read, beside the model and what was interrupted.
  init(_ command: EditCommand, _ studio: Studio, _ inputs: [String]) throws {
    self.inputs = inputs
    self.command = command
    self.studio = studio
    let session = studio.session
    let paths = try command.boundary.boundary.map {
      try studio.path(ofDirection: $0)
    }
    boundary = try Boundary(paths: paths, session)
    var run = try Self.defaults(command, boundary, session)
    run = command.steps.applied(to: run)
    run.eta = 1
    run = try command.options.applied(to: run)
    descent = try command.seed.map { _ in
      try BoundaryDescent(to: run.t0, steps: command.boundary.seedSteps, session)
    }
    if let descent {
      if descent.end != run.t0 { Terminal.note("editing at t = \(descent.end), the nearest step") }
      run.t0 = descent.end
    }
    self.run = run
    try studio.rehearse([], run)
    if command.seed == nil { try boundary.check(run) }
    entry = try boundary.entry(at: descent?.before ?? Self.lastInverted(run, session))
  }

  /// Steps and t_0 of a resumed run, of the boundary, or of the paper.
  private static func defaults(
    _ command: EditCommand, _ boundary: Boundary, _ session: Session
  ) throws -> Run {
    var run = Run()
    run.convention = .boundary
    run.steps = command.seed == nil ? boundary.steps ?? 40 : 200
    run.t0 = boundary.timestep ?? Int(session.model.info.timesteps) / 2
    guard let file = command.resume, command.sweep == nil else { return run }
    let info = try about(file) { () throws(LibraryError) in try FileInfo.latent(file) }
    // A picture that nothing was done with has no steps.
    guard info.phase != HSP_PHASE_PICTURE.rawValue else { return run }
    run.steps = Int(info.steps)
    run.convention = Convention(number: info.convention) ?? .boundary
    run.t0 = Int(info.t0)
    run.noiseSeed = info.seed
    return run
  }

  /// The timestep of an inversion's last evaluation.
  private static func lastInverted(_ run: Run, _ session: Session) throws -> Int {
    let times = try run.convention.timesteps(
      run.steps, t0: run.t0, T: Int(session.model.info.timesteps)
    ).times
    return Int(times.dropLast().last ?? times[0])
  }

  func write() throws {
    if let sweep = command.sweep { return try writeSheet(sweep) }
    let distance = command.boundary.distance ?? 0
    if let seed = command.seed {
      try uninterrupted("no picture was written") {
        try make(try start(seed: seed), distance, "edit")
      }
    } else if let file = command.resume {
      try studio.resumable(command.output) { try resume(file, distance) }
    } else {
      let picture = try studio.read(command.pictures[0])
      let work = {
        let place = try BoundaryPlace(picture, studio, run, "invert")
        try tell(place, name: command.pictures[0])
        try restarting(picture) { try make(place, distance, "edit") }
      }
      if command.boundary.asPublished {
        try uninterrupted("no picture was written", work)
      } else {
        try studio.resumable(command.output, work)
      }
    }
    try studio.picture().write(png: command.output)
  }

  /// A row for each picture: itself, what its latent code gives back, and every distance.
  private func writeSheet(_ sweep: Sweep) throws {
    let work = try SheetWork([studio], inputs: inputs, resuming: command.resume)
    try work.write(to: command.output) {
      var rows: [ContactSheet.Row] = []
      if let seed = command.seed { rows.append(try row("seed \(seed)", nil, sweep, work)) }
      for path in command.pictures { rows.append(try row(path, studio.read(path), sweep, work)) }
      let columns =
        (command.seed == nil ? ["original", "reconstructed"] : ["unedited"])
        + sweep.strengths.map { Sweep.label($0) }
      return ContactSheet(columns: columns, rows: rows, enlargement: command.enlarge)
    }
  }

  private func row(
    _ subject: String, _ picture: Picture?, _ sweep: Sweep, _ work: SheetWork
  ) throws -> ContactSheet.Row {
    let name = ((subject as NSString).lastPathComponent as NSString).deletingPathExtension
    let place = Deferred {
      guard let picture else { return try start(seed: command.seed ?? 0) }
      let place = try BoundaryPlace(picture, studio, run, "\(name) invert")
      try tell(place, name: subject)
      return place
    }
    let back = try work.picture { try reconstruct(place(), "\(name) reconstruct") }
    let moved = try sweep.strengths.map { distance in
      try work.picture {
        try make(place(), Double(distance), "\(name) \(Sweep.label(distance))")
        return try studio.picture()
      }
    }
    return ContactSheet.Row(name, [picture, back].compactMap { $0 } + moved)
  }

  /// What a latent code gives back without an edit and without noise.
  private func reconstruct(_ place: BoundaryPlace, _ title: String) throws -> Picture {
    var plain = run
    plain.eta = 0
    plain.etas = nil
    try studio.session.set(latent: place.x)
    try studio.perform(title, plain) { run throws(LibraryError) in
      try studio.session.edit([], run)
    }
    return try studio.picture()
  }

  private func start(seed: UInt64) throws -> BoundaryPlace {
    guard let descent else { preconditionFailure("made where a seed is given") }
    let place = try BoundaryPlace(seed: seed, studio, descent, "sample")
    try tell(place, name: "seed \(seed)")
    return place
  }

  private func tell(_ place: BoundaryPlace, name: String) throws {
    Terminal.note(
      "\(name): distance \(try place.distances(boundary, entry, command.boundary))")
  }

  /// Brings the session to the edited picture.
  private func make(_ place: BoundaryPlace, _ distance: Double, _ title: String) throws {
    let edit = try about(boundary.path) { () throws(LibraryError) in
      try place.edit(boundary, entry, at: distance, command.boundary)
    }
    try studio.session.set(latent: edit.x)
    // What has no normal in h keeps the network's h.
    let hooked = boundary.h == nil ? run : edit.applied(to: run)
    try studio.perform(title, hooked) { run throws(LibraryError) in
      try studio.session.edit([], run)
    }
  }

  /// Interrupted before the first step was done, which alone takes h: the picture comes back.
  private func restarting(_ picture: Picture, _ body: () throws -> Void) throws {
    do { try body() } catch let error as LibraryError where error.isCancelled {
      if try studio.session.describe().step == 0 { try studio.take(picture) }
      throw error
    }
  }

  /// Goes on with a loaded run.
  private func resume(_ file: String, _ distance: Double) throws {
    let session = studio.session
    try about(file) { () throws(LibraryError) in try session.load(from: file) }
    let phase = hsp_phase(rawValue: try session.describe().phase)
    switch phase {
    case HSP_PHASE_GENERATING:
      try studio.perform("edit", run) { run throws(LibraryError) in try session.resume([], run) }
    case HSP_PHASE_DONE: break
    case HSP_PHASE_PICTURE, HSP_PHASE_INVERTING:
      try studio.perform("invert", run) { run throws(LibraryError) in
        try phase == HSP_PHASE_PICTURE ? session.invert(run) : session.resume([], run)
      }
      let place = try BoundaryPlace(session)
      try tell(place, name: file)
      try make(place, distance, "edit")
    default:
      throw Failure(
        "\(file): a latent code without h cannot be placed at a boundary (give the picture)")
    }
  }
}
