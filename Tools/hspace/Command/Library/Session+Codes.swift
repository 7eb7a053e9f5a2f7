import CHSpace

extension Session {
  /// Encodes the picture that the session holds.
  package func encode(_ run: Run) throws(LibraryError) {
    try check(unsafe run.withOptions { options in unsafe hsp_session_encode(handle, options) })
  }

  /// Generates a picture from the latent code that the session holds and the code's noise.
  package func decode(_ edits: [Edit] = [], _ run: Run) throws(LibraryError) {
    try unsafe perform(edits, run) { list, options in
      unsafe hsp_session_decode(handle, list.baseAddress, list.count, options)
    }
  }

  /// Brings the picture that the session holds to the level of a run's first step.
  package func diffuse(_ run: Run) throws(LibraryError) {
    try check(unsafe run.withOptions { options in unsafe hsp_session_diffuse(handle, options) })
  }

  /// Encodes the picture that this session holds, and decodes it with another model at the same time.
  package func translate(to target: Session, _ run: Run) throws(LibraryError) {
    try check(
      unsafe run.withOptions { options in
        unsafe hsp_session_translate(handle, target.handle, options)
      })
  }

  /// Goes on with a translation that was interrupted in both sessions.
  package func resumeTranslation(to target: Session, _ run: Run) throws(LibraryError) {
    try check(
      unsafe run.withOptions { options in
        unsafe hsp_session_resume_translation(handle, target.handle, options)
      })
  }
}
