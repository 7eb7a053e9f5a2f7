import CHSpace
import HSpaceLibrary
import Pictures

/// A session with the pictures around it: what the commands work with.
final class Studio {
  let session: Session
  let search: SearchPath
  let width: Int
  let height: Int
  /// What distances along inversions are measured with; nil: without a network.
  var perceptualNetwork: PerceptualNetwork?
  private let firstStage: FirstStage?

  init(_ session: Session, _ search: SearchPath, _ firstStage: FirstStage? = nil) throws {
    self.session = session
    self.search = search
    self.firstStage = firstStage
    guard session.model.hasUNet else { throw Failure.noUNet(session.model.path) }
    let extents = try session.extents(of: "x")
    if let firstStage {
      (width, height) = (extents.width * firstStage.factor, extents.height * firstStage.factor)
      return
    }
    guard extents.channels == 3 else {
      throw Failure(
        "\(session.model.path): a model of \(extents.channels) channels has no RGB pictures "
          + "(use one of pixels)")
    }
    (width, height) = (extents.width, extents.height)
  }

  /// Reads a picture at the model's size, and says when it had to be changed.
  func read(_ path: String) throws(PictureError) -> Picture {
    let (picture, note) = try Picture(png: path).fitted(width: width, height: height)
    if let note { Terminal.note("\(path): \(note)") }
    return picture
  }

  /// Takes a picture as x_0.
  func take(_ picture: Picture) throws(LibraryError) {
    if let firstStage { return try session.set(values: try firstStage.encode(picture)) }
    try session.set(pixels: picture.pixels, width: width, height: height)
  }

  /// What the session holds, as a picture.
  func picture() throws(LibraryError) -> Picture {
    if let firstStage {
      let count = try session.extents(of: "x").count
      return try firstStage.decode(
        try session.read(HSP_VALUE_X, count: count), width: width, height: height)
    }
    let pixels = try session.pixels(width: width, height: height)
    guard let picture = Picture(width: width, height: height, pixels: pixels) else {
      preconditionFailure("the session filled the array that it was given")
    }
    return picture
  }

  /// The path of a direction given by path or name.
  func path(ofDirection name: String) throws(Failure) -> String {
    try search.direction(name, model: session.model.path)
  }

  /// Opens a direction by path or name.
  func direction(_ name: String) throws(Failure) -> Influence {
    let path = try path(ofDirection: name)
    return try about(path) { () throws(LibraryError) in try Influence(path: path) }
  }

  /// Runs with a progress bar, until it is done or Ctrl-C is pressed.
  func perform(
    _ title: String, _ run: Run, with other: Session? = nil,
    _ body: (Run) throws(LibraryError) -> Void
  ) throws(LibraryError) {
    var bar = ProgressBar(title)
    defer { bar.clear() }
    try perform(
      run, with: other, shown: { bar.show(done: Int($0.step) + 1, of: Int($0.total)) }, body)
  }

  /// Runs until it is done or Ctrl-C is pressed; every step is shown.
  func perform(
    _ run: Run, with other: Session? = nil, shown: @escaping (hsp_step) -> Void,
    _ body: (Run) throws(LibraryError) -> Void
  ) throws(LibraryError) {
    var watched = run
    watched.progress = { step in
      shown(step)
      return run.progress?(step) ?? true && !Interruption.isRequested
    }
    do throws(LibraryError) {
      try Interruption.during(session, other) { () throws(LibraryError) in try body(watched) }
    } catch {
      var error = error
      // Weights that were read during the run.
      if [HSP_ERROR_IO, HSP_ERROR_CHECKSUM].contains(error.status) {
        error.file = session.model.path
      }
      throw error
    }
  }

  /// Finds mistakes in edits and options before any work: the session still holds nothing.
  func rehearse(_ edits: [Edit], _ run: Run) throws(LibraryError) {
    do throws(LibraryError) {
      try session.edit(edits, run)
    } catch {
      // Nothing to edit yet: then nothing else is wrong.
      if error.status != HSP_ERROR_STATE { throw error }
    }
  }

  /// Does work whose interruption is saved beside the output, to be resumed.
  func resumable(
    _ output: String, with command: String = "repeat the command with", _ body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch let error as LibraryError where error.isCancelled {
      let part = output + ".part.hsm"
      try about(part) { () throws(LibraryError) in try session.save(to: part) }
      throw Failure(
        "interrupted; \(part) holds the run "
          + "(to go on, \(command) --resume \(part) in place of its input)")
    }
  }
}

/// Does work that cannot be resumed; after Ctrl-C, says so.
func uninterrupted(_ consequence: String, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as LibraryError where error.isCancelled {
    throw Failure("interrupted; \(consequence)")
  }
}
