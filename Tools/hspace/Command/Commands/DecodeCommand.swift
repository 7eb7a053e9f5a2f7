import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// The command `hspace decode`, which turns a code into a picture.
struct DecodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Turns a code into a picture again, edited or translated.",
    discussion: """
      Without --model, the model that made the code is looked up among the models that have a name. Another model is \
      taken only with --translate. With --mix, steps are taken from a second code, or interpolated.
      """)

  @Argument(help: "The code.") var code: String
  @Option(name: .shortAndLong, help: "The model, by path or name. (default: the code's own)")
  var model: String?
  @Flag(help: "The model is another one: translate the picture (CycleDiffusion).")
  var translate = false
  @Option(name: .shortAndLong, help: "The PNG picture to write.") var output: String
  @Option(name: .shortAndLong, help: "A direction, by path or name.") var direction: [String] = []
  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue, help: "The direction's strength.")
  var strength: [Float] = []
  @Option(parsing: .unconditional, help: "Edit at timesteps from this one up.") var tEdit = 400
  @Flag(help: "Use the shifted noise in both terms of a step (Haas et al.).")
  var symmetric = false
  @Flag(help: "End with the network's own step, without what the code has for it.")
  var asPublished = false
  @Option(help: "Go on with an interrupted run.") var resume: String?
  @OptionGroup var session: SessionOption
  @OptionGroup(title: "Mixing") var mixing: MixOptions

  func validate() throws {
    guard direction.count == strength.count else {
      throw ValidationError(
        "Give each --direction a --strength: "
          + "there are \(direction.count) and \(strength.count).")
    }
    guard !translate || model != nil else {
      throw ValidationError("--translate needs the --model to translate to.")
    }
  }

  func run() throws {
    let code = try about(self.code) { () throws(LibraryError) in try Code(path: self.code) }
    let mixture = try mixing.mixture(with: code)
    let studio = try open(code)
    try Output.check(
      output,
      inputs: [self.code, studio.session.model.path] + [mixing.mix, resume].compactMap { $0 })
    var run = try about(self.code) { () throws(LibraryError) in try code.run() }
    if let mixture { run.noise = { step, _ in try? mixture.entry(Int(step.step) + 1) } }
    run.tEdit = tEdit
    run.symmetric = symmetric
    if asPublished { run.keepsResidual = false }
    let directions = try direction.map { try studio.direction($0) }
    let edits = zip(directions, strength).map { Edit($0, strength: $1) }
    try studio.rehearse(edits, run)
    try about(self.code) { () throws(LibraryError) in
      try studio.session.set(code, translates: translate)
      if let mixture { try studio.session.set(latent: try mixture.entry(0)) }
    }
    try studio.resumable(output) { try decode(studio, edits, run) }
    try studio.picture().write(png: output)
  }

  private func open(_ code: Code) throws -> Studio {
    let search = SearchPath()
    let name: String
    if let model {
      name = model
    } else {
      let info = try about(self.code) { () throws(LibraryError) in
        try FileInfo.inspect(self.code)
      }
      guard let found = search.model(of: info) else {
        throw Failure(
          "\(self.code): its model is not among \(search.folders.joined(separator: ", ")) "
            + "(give it with --model)")
      }
      name = found
    }
    // A session of the code's size, whatever the model was trained for.
    return try session.open(
      model: name, search, x: (Int(code.info.width), Int(code.info.height)))
  }

  private func decode(_ studio: Studio, _ edits: [Edit], _ run: Run) throws {
    let session = studio.session
    if let resume {
      try about(resume) { () throws(LibraryError) in try session.load(from: resume) }
      let info = try session.describe()
      guard info.decodes == 1, Run(info).hasSteps(of: run) else {
        throw Failure.usage(
          "\(resume): is no interrupted decoding of this code (repeat the command as it was)")
      }
      try studio.perform("decode", run) { run throws(LibraryError) in
        try session.resume(edits, run)
      }
      return
    }
    try studio.perform("decode", run) { run throws(LibraryError) in
      try session.decode(edits, run)
    }
  }
}
