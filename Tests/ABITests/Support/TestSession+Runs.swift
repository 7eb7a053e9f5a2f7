import CHSpace

/// A direction and a strength.
typealias TestEdit = (direction: TestDirection, strength: Float)

extension TestSession {
  func invert(_ run: Run = Run()) throws(Fault) {
    try checked(unsafe run.withOptions { unsafe hsp_session_invert(handle, $0) })
  }

  func edit(_ edits: [TestEdit] = [], _ run: Run = Run()) throws(Fault) {
    let list = unsafe edits.map {
      unsafe hsp_edit(direction: $0.direction.handle, strength: $0.strength)
    }
    try checked(unsafe run.withOptions { unsafe hsp_session_edit(handle, list, list.count, $0) })
  }

  func sample(seed: UInt64, _ run: Run = Run()) throws(Fault) {
    try checked(unsafe run.withOptions { unsafe hsp_session_sample(handle, seed, $0) })
  }

  func resume(_ edits: [TestEdit] = [], _ run: Run = Run()) throws(Fault) {
    let list = unsafe edits.map {
      unsafe hsp_edit(direction: $0.direction.handle, strength: $0.strength)
    }
    try checked(unsafe run.withOptions { unsafe hsp_session_resume(handle, list, list.count, $0) })
  }

  func save(_ sink: Sink) throws(Fault) {
    try checked(unsafe sink.withSink { unsafe hsp_session_save(handle, $0) })
  }

  func save(path: String) throws(Fault) {
    try checked(unsafe Sink.with(path: path) { unsafe hsp_session_save(handle, $0) })
  }

  /// The session's latent code file.
  func saved() throws(Fault) -> [UInt8] {
    let sink = Sink()
    try save(sink)
    return sink.bytes
  }

  func load(_ source: Source) throws {
    try checked(unsafe try source.withSource { unsafe hsp_session_load(handle, $0) })
  }
}
