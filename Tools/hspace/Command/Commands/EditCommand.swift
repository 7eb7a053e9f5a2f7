import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// The command `hspace edit`, which edits a picture, or makes a sheet of edits.
struct EditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit", abstract: "Edits a picture along directions in h-space.",
    discussion: """
      Give each --direction a --strength; a negative one goes the other way. With --sweep, or with \
      --sheet, several pictures may be given, and the output is a labelled contact sheet.
      """)

  @Argument(help: "The PNG picture to edit.") var pictures: [String] = []
  @OptionGroup var model: ModelOption
  @Option(name: .shortAndLong, help: "A direction, by path or name.") var direction: [String] = []
  @Option(
    name: .shortAndLong, parsing: .unconditionalSingleValue, help: "The direction's strength.")
  var strength: [Float] = []
  @Option(name: .shortAndLong, help: "The PNG picture to write.") var output: String
  @Option(help: "Start from the noise of this seed instead of a picture.") var seed: UInt64?
  @Option(help: "Start from a latent code instead of a picture.") var latent: String?
  @Option(
    help: "Go on with an interrupted run (.part.hsm), in its input's place, or sheet (.part.json).")
  var resume: String?
  @Option(parsing: .unconditional, help: "A sheet of strengths, as -2:2:5 (from:to:count).")
  var sweep: Sweep?
  @Flag(help: "A sheet of the directions, each at its strength.") var sheet = false
  @Option(help: "On a sheet, enlarge pixels to squares of this side, 1 to 16.") var enlarge: Int?
  @OptionGroup(title: "Steps") var steps: StepOptions
  @OptionGroup(title: "Edit") var options: EditOptions
  @OptionGroup(title: "Boundary") var boundary: BoundaryOptions

  private var isSheet: Bool { sweep != nil || sheet }

  func validate() throws {
    let sources = [!pictures.isEmpty, seed != nil, latent != nil, resume != nil && !isSheet]
    guard sources.count(where: { $0 }) == 1 else {
      throw ValidationError(
        isSheet
          ? "Give one of PICTURE, --seed and --latent; --resume goes on with the same ones."
          : "Give one of PICTURE, --seed, --latent and --resume.")
    }
    try SheetWork.validate(resume, isSheet: isSheet)
    if isSheet {
      guard sweep == nil || !sheet else { throw ValidationError("Give --sweep or --sheet.") }
      guard !direction.isEmpty || !boundary.boundary.isEmpty else {
        throw ValidationError("A sheet needs a --direction or a --boundary.")
      }
    } else if pictures.count > 1 {
      throw ValidationError("Several pictures go onto a sheet: add --sweep or --sheet.")
    }
    if sweep != nil {
      guard strength.isEmpty else { throw ValidationError("Give --strength or --sweep.") }
    } else if direction.count != strength.count {
      throw ValidationError(
        "Give each --direction a --strength: "
          + "there are \(direction.count) and \(strength.count).")
    }
    guard !options.measuresPictures || !pictures.isEmpty else {
      throw ValidationError("The timesteps of auto are found on a PICTURE, or in --curves.")
    }
    try boundary.validate(sweep: sweep != nil)
    if !boundary.boundary.isEmpty { try validateBoundary() }
    guard options.chain == nil || (!pictures.isEmpty && options.eta?.isRandom ?? false) else {
      throw ValidationError("--chain encodes a PICTURE, and needs --eta above 0.")
    }
    guard options.chain == nil || !options.measuresPictures else {
      throw ValidationError("Timesteps of auto are found along an inversion, not with --chain.")
    }
    guard (enlarge ?? 1) >= 1 && (enlarge ?? 1) <= 16 else {
      throw ValidationError("The value of --enlarge must be 1 to 16.")
    }
  }

  /// Refuses what edits along directions know, and edits at a boundary don't.
  private func validateBoundary() throws {
    let others = [
      ("--direction", !direction.isEmpty), ("--strength", !strength.isEmpty), ("--sheet", sheet),
      ("--t-edit", options.tEdit != nil), ("--t-boost", options.tBoost != nil),
      ("--symmetric", options.symmetric), ("--curves", options.curves != nil),
      ("--chain", options.chain != nil), ("--lpips", options.lpips != nil),
    ]
    if let other = others.first(where: \.1)?.0 {
      throw ValidationError("Give \(other) or --boundary.")
    }
    guard latent == nil else {
      throw ValidationError("A latent code has no h to place at a boundary: give the picture.")
    }
    guard resume == nil || isSheet || !boundary.asPublished else {
      throw ValidationError("An edit --as-published cannot be resumed.")
    }
  }

  func run() throws {
    let studio = try model.open()
    try studio.measure(with: options.lpips, model.session)
    if let lpips = options.lpips {
      try options.check(DistanceCurves.Measure(studio.perceptualNetwork), lpips)
    }
    let inputs = try inputs(studio)
    try Output.check(
      output, inputs: inputs + [studio.session.model.path] + [resume].compactMap { $0 })
    if !boundary.boundary.isEmpty { return try BoundaryEditing(self, studio, inputs).write() }
    let directions = try direction.map { try studio.direction($0) }
    let source = try Source(self, studio)
    var run = try options.applied(to: steps.applied(to: source.run))
    let code = try source.code()
    if let code {
      let own = try about(code.path) { () throws(LibraryError) in try code.run() }
      (run.skip, run.variance, run.eta, run.etas) = (own.skip, own.variance, own.eta, own.etas)
      run.keepsResidual = own.keepsResidual
    }
    if let table = options.curves {
      run = try options.found(in: DistanceCurves(path: table), run, for: table)
    }
    if isSheet {
      let work = try SheetWork([studio], inputs: inputs, resuming: resume)
      try EditSheet(
        command: self, studio: studio, directions: directions, run: run, code: code, work: work
      ).write()
      return
    }
    let edits = zip(directions, strength).map { Edit($0, strength: $1) }
    try studio.rehearse(edits, run)
    if options.chain != nil || code != nil {
      try uninterrupted("nothing was written") {
        let maps = try source.maps(studio, code, run)
        try maps.decode(studio, edits, run)
      }
    } else {
      try studio.resumable(output) { try source.generate(studio, edits, run, options) }
    }
    try studio.picture().write(png: output)
  }

  /// The files that are read, beside the model and what was interrupted.
  private func inputs(_ studio: Studio) throws(Failure) -> [String] {
    var inputs = pictures
    for name in direction + boundary.boundary { inputs.append(try studio.path(ofDirection: name)) }
    return inputs
      + [latent, options.curves, studio.perceptualNetwork?.path].compactMap { $0 }
  }
}
