import CHSpace
import Foundation
import HSpaceLibrary
import Pictures

/// Two sessions that go on together, step by step.
struct Translation {
  let source: Studio
  let target: Studio
  /// Steps that the target generates anew afterwards.
  let refine: Int?
  /// Theirs, which are then DDIM's; nil: 1, as published (CycleDiffusion), or the variance of the run.
  let refineEta: Float?

  /// Finds mistakes in options, and models that do not go together, before any work: the sessions still hold nothing.
  func check(_ run: Run) throws {
    if let refine, !(1...run.steps).contains(refine) {
      throw Failure.usage("--refine: must be 1 to --steps (\(run.steps))")
    }
    do throws(LibraryError) {
      try source.session.translate(to: target.session, run)
    } catch {
      if error.status == HSP_ERROR_STATE { return }
      guard error.status == HSP_ERROR_MISMATCH else { throw error }
      throw Failure(
        "\(source.session.model.path), \(target.session.model.path): \(error) "
          + "(a translation needs models that agree in it)")
    }
  }

  /// Leaves the translated picture in the target.
  func make(_ picture: Picture, _ run: Run, title: String = "translate") throws {
    try source.take(picture)
    try source.perform(title, run, with: target.session) { run throws(LibraryError) in
      try source.session.translate(to: target.session, run)
    }
    try refine(run)
  }

  /// Where the target's half of an interrupted run stands.
  private static func targetPath(_ part: String) -> String {
    (part.hasSuffix(".hsm") ? String(part.dropLast(4)) : part) + ".target.hsm"
  }

  /// Goes on with an interrupted run.
  func resume(_ part: String, _ run: Run) throws {
    let other = Self.targetPath(part)
    try about(part) { () throws(LibraryError) in try source.session.load(from: part) }
    try about(other) { () throws(LibraryError) in try target.session.load(from: other) }
    let info = try source.session.describe()
    // Steps of the refinement follow from those of the run.
    var run = Run(info)
    if info.phase == HSP_PHASE_DONE.rawValue {
      guard try target.session.describe().phase == HSP_PHASE_GENERATING.rawValue else {
        throw Failure("\(part): holds no interrupted translation")
      }
      return try target.perform("refine", run) { run throws(LibraryError) in
        try target.session.resume([], run)
      }
    }
    try source.perform("translate", run, with: target.session) { run throws(LibraryError) in
      try source.session.resumeTranslation(to: target.session, run)
    }
    run.progress = nil
    try refine(run)
  }

  /// SDEdit: noised to the level of the last steps, and generated from there.
  private func refine(_ run: Run) throws {
    guard let refine else { return }
    var last = run
    last.skip = run.steps - min(refine, run.steps)
    last.etas = nil
    last.eta = refineEta ?? 1
    if refineEta != nil { last.variance = .ddim }
    last.code = nil
    last.noiseSeed = run.noiseSeed &+ 1
    try target.session.diffuse(last)
    try target.perform("refine", last) { run throws(LibraryError) in
      try target.session.edit([], run)
    }
  }

  /// Does work whose interruption is saved beside the output, both halves of it.
  func resumable(_ output: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as LibraryError where error.isCancelled {
      let part = output + ".part.hsm"
      let other = Self.targetPath(part)
      try about(part) { () throws(LibraryError) in try source.session.save(to: part) }
      try about(other) { () throws(LibraryError) in try target.session.save(to: other) }
      throw Failure(
        "interrupted; \(part) and \(other) hold the run "
          + "(to go on, repeat the command with --resume \(part) in place of its input)")
    }
  }
}
