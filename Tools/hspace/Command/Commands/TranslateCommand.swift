import ArgumentParser
import CHSpace
import HSpaceLibrary
import Pictures

/// The command `hspace translate`, which brings a picture from one model's domain to another's.
struct TranslateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "translate", abstract: "Translates a picture from one model to another.",
    discussion: """
      CycleDiffusion: the picture is encoded with one model, and decoded with the other one at the same time; no code \
      is stored. The target uses the source's memory, and --memory-budget is that of both. With --sweep, or with \
      --trials, several pictures may be given, and the output is a contact sheet: of values of --t-es, or of seeds, the \
      best picture first.
      """)

  @Argument(help: "The PNG picture to translate.") var pictures: [String] = []
  @Option(help: "The model of the picture, by path or name.") var from: String
  @Option(help: "The model to translate to, by path or name.") var to: String
  @Option(name: .shortAndLong, help: "The PNG picture to write.") var output: String
  @Option(help: "Afterwards, generate the last so many steps anew with the target model.")
  var refine: Int?
  @Option(
    help: "eta of these steps, 0 to 1, which are then DDIM's. (default: 1, CycleDiffusion's)")
  var refineEta: Float?
  @Option(help: "A sheet of so many seeds, from --seed up, ranked (see --rank).")
  var trials: Int?
  @Option(
    help: """
      With --trials: rank by SSIM; by how little colors differ, wherever they lie (the earth mover's distance of each \
      channel of CIELAB, their mean); or by how little the target model changes a result that is noised and denoised (the \
      mean logarithm of the squared error; 12 evaluations): how real it looks to it. Given again: by the sum of the places, \
      of which the first breaks ties. (default: ssim)
      """
  )
  var rank: [Ranking] = []
  @Option(
    help: """
      With --trials: rank by the cosine of this model's h, or by LPIPS where this is such a network; with --rank, by both. \
      It takes memory of its own.
      """
  )
  var features: String?
  @Option(help: "With --trials: also write the best picture of the first one translated.")
  var best: String?
  @Option(parsing: .unconditional, help: "A sheet of values of --t-es, as 200:900:8.")
  var sweep: Sweep?
  @Option(
    help: "Go on with an interrupted run (.part.hsm), in PICTURE's place, or sheet (.part.json).")
  var resume: String?
  @Option(help: "On a sheet, enlarge pixels to squares of this side, 1 to 16.") var enlarge: Int?
  @OptionGroup var session: SessionOption
  @OptionGroup(title: "Steps") var steps: StepOptions
  @OptionGroup(title: "Code") var options: CodeOptions

  func validate() throws {
    guard sweep == nil || trials == nil else { throw ValidationError("Give --sweep or --trials.") }
    let isSheet = sweep != nil || trials != nil
    guard pictures.isEmpty == (resume != nil && !isSheet) else {
      throw ValidationError(
        isSheet
          ? "A sheet needs a PICTURE; --resume goes on with the same ones."
          : "Give one of PICTURE and --resume.")
    }
    try SheetWork.validate(resume, isSheet: isSheet)
    guard isSheet || pictures.count <= 1 else {
      throw ValidationError("Several pictures go onto a sheet: add --sweep or --trials.")
    }
    guard sweep == nil || options.tEs == nil else {
      throw ValidationError("Give --t-es or --sweep.")
    }
    guard (1...256).contains(trials ?? 1) else {
      throw ValidationError("--trials must be 1 to 256.")
    }
    guard refineEta == nil || refine != nil else {
      throw ValidationError("--refine-eta needs --refine.")
    }
    guard (0...1).contains(refineEta ?? 1) else {
      throw ValidationError("--refine-eta must be 0 to 1.")
    }
    guard best == nil || trials != nil else { throw ValidationError("--best needs --trials.") }
    guard features == nil || trials != nil else {
      throw ValidationError("--features needs --trials.")
    }
    guard rank.isEmpty || trials != nil else { throw ValidationError("--rank needs --trials.") }
    guard !options.seed.addingReportingOverflow(UInt64(trials ?? 1) - 1).overflow else {
      throw ValidationError("The last seed is larger than \(UInt64.max).")
    }
    guard (enlarge ?? 1) >= 1 && (enlarge ?? 1) <= 16 else {
      throw ValidationError("The value of --enlarge must be 1 to 16.")
    }
  }

  func run() throws {
    let (source, target) = try open()
    let features = try features.map { try SearchPath().model($0) }
    let inputs = pictures + [features].compactMap { $0 }
    try Output.check(
      [output] + [best].compactMap { $0 },
      inputs: inputs + [source.session.model.path, target.session.model.path]
        + [resume].compactMap { $0 })
    let T = Int(source.session.model.info.timesteps)
    let run = try options.applied(to: steps.applied(), T: T)
    let translation = Translation(
      source: source, target: target, refine: refine, refineEta: refineEta)
    if let sweep {
      let runs = try sweep.strengths.map { tEs in
        guard tEs > -1, tEs < Float(T) else {
          throw Failure.usage("--sweep: the values of --t-es lie in 0 ..< \(T)")
        }
        var options = options
        options.tEs = Int(tEs.rounded())
        return try options.applied(to: steps.applied(), T: T)
      }
      try runs.forEach(translation.check)
      let work = try SheetWork([source, target], inputs: inputs, resuming: resume)
      return try TranslationSheet(command: self, translation: translation, work: work)
        .write(runs, labels: sweep.strengths.map { "t_es \(Int($0.rounded()))" })
    }
    try translation.check(run)
    if let trials {
      let seeds = (0..<UInt64(trials)).map { options.seed + $0 }
      let work = try SheetWork([source, target], inputs: inputs, resuming: resume)
      return try TranslationSheet(command: self, translation: translation, work: work)
        .writeRanked(run, seeds: seeds)
    }
    let original = try pictures.first.map { try source.read($0) }
    try translation.resumable(output) {
      if let original {
        try translation.make(original, run)
      } else if let resume {
        try translation.resume(resume, run)
      }
    }
    let result = try target.picture()
    try result.write(png: output)
    if let original { print(Similarity(of: result, to: original).line) }
  }
}
