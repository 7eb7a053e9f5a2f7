/// A network that was understood: what goes into the file, except the values of the tensors.
struct Network {
  let family: Family
  let tensors: [ModelTensor]
  /// Tensors of the checkpoint that they are made of.
  let sourceCount: Int
  /// The U-Net first.
  let programs: [ProgramBuilder]
  let schedule: ScheduleConfiguration
  /// For the identity: the same for the same network.
  let canonicalText: String
  /// For the file's metadata.
  let facts: [(String, String)]
  /// The configuration in the keys of the family's code.
  let configuration: JSON
  /// What had to be assumed.
  let notes: [String]
  /// Parameters and tensors of each program.
  let parts: [Part]

  struct Part {
    let name: String
    var parameters = 0
    var tensors = 0
  }

  init(_ source: ModelSource, _ options: ConversionOptions) throws(ConversionError) {
    let family = try Self.family(source, options)
    let reader = try source.reader()
    switch family {
    case .direction: try self.init(direction: source, reader)
    case .lpips: try self.init(perceptual: source, reader)
    default: try self.init(family, source, reader, options)
    }
  }

  /// A U-Net, an autoencoder, or both.
  private init(
    _ family: Family, _ source: ModelSource, _ reader: ConfigurationReader,
    _ options: ConversionOptions
  ) throws(ConversionError) {
    var reader = reader
    self.family = family
    var checkpoint = source.checkpoint
    if family == .ldm {
      let parts = try LDMTensors(checkpoint, options.weights)
      checkpoint = parts.checkpoint
      // Without a first stage nobody asks for it.
      if let scale = parts.scale, checkpoint.tensors["encoder.conv_in.weight"] != nil {
        reader.insert([.init(key: "scale_factor", value: .real(scale))])
      }
    }
    if let stage = source.firstStage {
      checkpoint = checkpoint.with(
        checkpoint.tensors.merging(stage.checkpoint.tensors) { first, _ in first })
    }
    var unet: UNetReading?
    switch family {
    case .unet2d: unet = try UNetReading(diffusers: &reader, source)
    case .ddpm: unet = try UNetReading(ddpm: &reader, checkpoint)
    case .guided, .improved, .ldm: unet = try UNetReading(guided: &reader, checkpoint, family)
    case .autoencoder, .direction, .lpips: break
    }
    var autoencoder: AutoencoderReading?
    if checkpoint.tensors["encoder.conv_in.weight"] == nil {
      // A configuration may speak of a first stage that this file does not hold.
      reader.ignore(["first_stage_config", "scale_factor"])
    } else {
      let size = unet.map { unet in { unet.configuration.height * $0 } }
      if let stage = source.firstStage {
        var own = try ConfigurationReader(stage.configuration)
        own.ignore(["sample_size"])
        autoencoder = try AutoencoderReading(checkpoint, &own, size: size)
        try own.finish()
      } else {
        autoencoder = try AutoencoderReading(checkpoint, &reader, size: size)
      }
    }
    try reader.finish()
    try Self.checkLatents(unet, autoencoder, source)
    var notes = checkpoint.notes + (autoencoder?.notes ?? [])
    if var found = unet {
      notes += found.notes
      try found.schedule.change(by: options, &notes, file: reader.file)
      schedule = found.schedule.configuration
      try schedule.check(against: found.configuration, file: source.scheduler?.path ?? reader.file)
    } else {
      schedule = ScheduleConfiguration()
    }
    self.notes = notes

    var ledger = KeyLedger(checkpoint)
    var parts: [Part] = []
    programs = Self.programs(unet, autoencoder, &ledger) { (name, ledger) in
      let before = parts.reduce((0, 0)) { ($0.0 + $1.parameters, $0.1 + $1.tensors) }
      parts.append(
        Part(
          name: name, parameters: ledger.parameters - before.0,
          tensors: ledger.sourceCount - before.1))
    }
    self.parts = parts
    try ledger.finish()
    tensors = ledger.tensors
    sourceCount = ledger.sourceCount
    canonicalText =
      (unet?.configuration.canonicalText ?? "") + (autoencoder?.configuration.canonicalText ?? "")
    facts = Self.facts(unet, autoencoder)
    configuration = Self.printed(unet, autoencoder)
  }

  private static func checkLatents(
    _ unet: UNetReading?, _ autoencoder: AutoencoderReading?, _ source: ModelSource
  ) throws(ConversionError) {
    guard let unet, let autoencoder else { return }
    let (taken, made) = (unet.configuration.inputChannels, autoencoder.configuration.latentChannels)
    guard taken == made else {
      throw ConversionError(
        source.checkpoint.path,
        "its U-Net takes \(taken) channels, its first stage makes \(made)",
        remedy: "give the first stage that the U-Net was trained with")
    }
  }

  private init(
    direction source: ModelSource, _ reader: ConfigurationReader
  ) throws(ConversionError) {
    try reader.finish()
    let network = try DirectionNetwork(source.checkpoint)
    try self.init(
      .direction, source, network.ledger, [network.program], network.canonicalText,
      DirectionNetwork.facts(path: source.checkpoint.path))
  }

  private init(
    perceptual source: ModelSource, _ reader: ConfigurationReader
  ) throws(ConversionError) {
    try reader.finish()
    let network = try PerceptualPrograms(source.checkpoint)
    try self.init(
      .lpips, source, network.ledger, network.programs, network.canonicalText, network.facts)
  }

  /// A network without a schedule and without choices.
  private init(
    _ family: Family, _ source: ModelSource, _ ledger: KeyLedger, _ programs: [ProgramBuilder],
    _ canonicalText: String, _ facts: [(String, String)]
  ) throws(ConversionError) {
    try ledger.finish()
    self.family = family
    tensors = ledger.tensors
    sourceCount = ledger.sourceCount
    self.programs = programs
    schedule = ScheduleConfiguration()
    self.canonicalText = canonicalText
    self.facts = facts
    configuration = .object([])
    notes = source.checkpoint.notes
    parts = [
      Part(name: family.rawValue, parameters: ledger.parameters, tensors: ledger.sourceCount)
    ]
  }

  private static func family(
    _ source: ModelSource, _ options: ConversionOptions
  ) throws(ConversionError) -> Family {
    let recognised = options.family ?? Family(recognising: source.checkpoint.tensors)
    if let preset = source.preset {
      if let recognised { try preset.check(recognised, source.checkpoint.path) }
      return options.family ?? preset.family
    }
    if let recognised { return recognised }
    let names = source.checkpoint.tensors.keys.sorted().prefix(3).joined(separator: ", ")
    throw ConversionError(
      source.checkpoint.path,
      "its tensors (\(names), ...) belong to no known family of networks",
      remedy: "known: \(Family.allCases.map(\.rawValue).joined(separator: ", "))")
  }

  private static func programs(
    _ unet: UNetReading?, _ autoencoder: AutoencoderReading?, _ ledger: inout KeyLedger,
    _ built: (String, KeyLedger) -> Void
  ) -> [ProgramBuilder] {
    var programs: [ProgramBuilder] = []
    if let unet {
      let network = UNetNetwork(unet.configuration, unet.layout, ledger)
      ledger = network.ledger
      built("U-Net", ledger)
      programs.append(network.program)
    }
    if let autoencoder {
      let encoder = AutoencoderPart.encoder(
        autoencoder.configuration, autoencoder.layout, ledger)
      built("encoder", encoder.ledger)
      let decoder = AutoencoderPart.decoder(
        autoencoder.configuration, autoencoder.layout, encoder.ledger)
      ledger = decoder.ledger
      built("decoder", ledger)
      programs += [encoder.program, decoder.program]
    }
    return programs
  }

  private static func facts(
    _ unet: UNetReading?, _ autoencoder: AutoencoderReading?
  ) -> [(String, String)] {
    var facts: [(String, String)] = []
    if let blocks = unet?.configuration ?? autoencoder?.configuration.blocks {
      facts = [
        ("sample_size", "\(blocks.height)x\(blocks.width)"),
        ("channels", blocks.channels.map(String.init).joined(separator: ",")),
        ("layers", "\(blocks.layersPerBlock)"),
      ]
    }
    if let found = autoencoder?.configuration {
      facts.append(("first_stage", found.latent == .normal ? "kl" : "vq"))
      facts.append(("latent_scale", "\(found.scale)"))
      facts.append(("latent_factor", "\(found.factor)"))
    }
    return facts
  }

  private static func printed(_ unet: UNetReading?, _ autoencoder: AutoencoderReading?) -> JSON {
    guard let unet, case .object(let members) = unet.printed else {
      return .object(autoencoder?.printed ?? [])
    }
    guard let autoencoder else { return unet.printed }
    return .object(
      members + [
        .init(key: "scale_factor", value: .real(autoencoder.configuration.scale)),
        .init(key: "first_stage_config", value: .object(autoencoder.printed)),
      ])
  }
}
