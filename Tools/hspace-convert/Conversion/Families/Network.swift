/// A network that was understood: what goes into the file, except the values of the tensors.
struct Network {
  let family: Family
  let tensors: [ModelTensor]
  /// Tensors of the checkpoint that they are made of.
  let sourceCount: Int
  let program: ProgramBuilder
  let schedule: ScheduleConfiguration
  /// For the identity: the same for the same network.
  let canonicalText: String
  /// For the file's metadata.
  let facts: [(String, String)]
  /// The configuration in the keys of the family's code.
  let configuration: JSON
  /// What had to be assumed.
  let notes: [String]

  init(_ source: ModelSource, _ options: ConversionOptions) throws(ConversionError) {
    let checkpoint = source.checkpoint
    let asked = options.family ?? source.preset?.family
    guard let family = asked ?? Family(recognising: checkpoint.tensors) else {
      let names = checkpoint.tensors.keys.sorted().prefix(3).joined(separator: ", ")
      throw ConversionError(
        checkpoint.path, "its tensors (\(names), ...) belong to no known family of networks",
        remedy: "known: \(Family.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    var reader = try source.reader()
    var found: UNetReading
    switch family {
    case .unet2d: found = try UNetReading(diffusers: &reader, source)
    case .ddpm: found = try UNetReading(ddpm: &reader, checkpoint)
    case .guided, .improved: found = try UNetReading(guided: &reader, checkpoint, family)
    }
    try reader.finish()
    try found.schedule.change(by: options, &found.notes, file: reader.file)
    let configuration = found.configuration
    let unet = try UNetNetwork(configuration, found.layout, checkpoint)
    self.family = family
    tensors = unet.ledger.tensors
    sourceCount = unet.ledger.sourceCount
    program = unet.program
    schedule = found.schedule.configuration
    try schedule.check(against: configuration, file: source.scheduler?.path ?? reader.file)
    canonicalText = configuration.canonicalText
    facts = [
      ("sample_size", "\(configuration.height)x\(configuration.width)"),
      ("channels", configuration.channels.map(String.init).joined(separator: ",")),
      ("layers", "\(configuration.layersPerBlock)"),
    ]
    self.configuration = found.printed
    notes = checkpoint.notes + found.notes
  }
}
