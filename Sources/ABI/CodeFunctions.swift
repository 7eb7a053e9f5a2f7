// swift-format-ignore-file: AlwaysUseLowerCamelCase
import CHSpace
import Container
import Diffusion

@c @implementation
public func hsp_session_encode(
  _ session: OpaquePointer, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in try engine.encodePicture(options, &observer) }
  }
}

@c @implementation
public func hsp_session_decode(
  _ session: OpaquePointer, _ edits: UnsafePointer<hsp_edit>?, _ count: Int,
  _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    options.decodes = true
    let edits = try unsafe collect(edits, count)
    try translated { () throws(RunFault) in try engine.generate(edits, options, &observer) }
  }
}

@c @implementation
public func hsp_session_diffuse(
  _ session: OpaquePointer, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(session, runs: true) { (engine) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in try engine.diffuse(options, &observer) }
  }
}

@c @implementation
public func hsp_session_translate(
  _ source: OpaquePointer, _ target: OpaquePointer, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(source, target) { (source, target) throws(Failure) in
    var (options, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in
      try source.translate(to: target, options, &observer)
    }
  }
}

@c @implementation
public func hsp_session_resume_translation(
  _ source: OpaquePointer, _ target: OpaquePointer, _ options: UnsafePointer<hsp_run_options>?
) -> hsp_status {
  unsafe perform(source, target) { (source, target) throws(Failure) in
    var (_, observer) = try unsafe runOptions(options)
    try translated { () throws(RunFault) in
      try source.resumeTranslation(to: target, &observer)
    }
  }
}

/// Runs a call's body on two sessions, which both keep its failure.
private func perform(
  _ source: OpaquePointer, _ target: OpaquePointer,
  _ body: (Engine, Engine) throws(Failure) -> Void
) -> hsp_status {
  unsafe perform(source, runs: true) { (first) throws(Failure) in
    guard unsafe source != target else { throw Failure(RunFault.mismatch(.sameSession)) }
    var failure: Failure?
    let status = unsafe perform(target, runs: true) { (second) throws(Failure) in
      do throws(Failure) { try body(first, second) } catch {
        failure = error
        throw error
      }
    }
    if let failure { throw failure }
    // A callback of the target's own run is calling.
    if status != HSP_OK { throw Failure(status, "the other session is busy") }
  }
}
