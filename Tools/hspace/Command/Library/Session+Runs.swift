import CHSpace

/// A direction with its strength.
package struct Edit {
  package let direction: Direction
  package let strength: Float

  package init(direction: Direction, strength: Float) {
    self.direction = direction
    self.strength = strength
  }
}

extension Session {
  /// Turns the picture that the session holds into a latent code.
  package func invert(_ run: Run) throws(LibraryError) {
    try check(unsafe run.withOptions { options in unsafe hsp_session_invert(handle, options) })
  }

  /// Generates a picture from the latent code that the session holds.
  package func edit(_ edits: [Edit] = [], _ run: Run) throws(LibraryError) {
    let status = unsafe withEdits(edits) { list in
      unsafe run.withOptions { options in
        unsafe hsp_session_edit(handle, list.baseAddress, list.count, options)
      }
    }
    try check(status)
  }

  /// Generates a picture from the noise of a seed.
  package func sample(_ seed: UInt64, _ run: Run) throws(LibraryError) {
    let status = unsafe run.withOptions { options in
      unsafe hsp_session_sample(handle, seed, options)
    }
    try check(status)
  }

  /// Goes on with an interrupted run.
  package func resume(_ edits: [Edit] = [], _ run: Run) throws(LibraryError) {
    let status = unsafe withEdits(edits) { list in
      unsafe run.withOptions { options in
        unsafe hsp_session_resume(handle, list.baseAddress, list.count, options)
      }
    }
    try check(status)
  }

  private func withEdits(
    _ edits: [Edit], _ body: (UnsafeBufferPointer<hsp_edit>) -> hsp_status
  ) -> hsp_status {
    // The edits keep their directions until the call returns.
    withExtendedLifetime(edits) {
      let list = unsafe edits.map { edit in
        unsafe hsp_edit(direction: edit.direction.handle, strength: edit.strength)
      }
      return unsafe list.withUnsafeBufferPointer(body)
    }
  }
}
