import HSpaceLibrary

extension Studio {
  /// Inverts the picture that the session holds; returns the run with what was to be found on the way.
  func invert(
    _ title: String, _ run: Run, _ options: EditOptions, for subject: String
  ) throws -> Run {
    let recorder = try options.measuresPictures ? CurveRecorder(self) : nil
    try perform(title, recorder?.recording(run) ?? run) { run throws(LibraryError) in
      try session.invert(run)
    }
    guard let recorder else { return run }
    if let failure = recorder.failure { throw failure }
    return try options.found(in: recorder.curves, run, for: subject)
  }
}
