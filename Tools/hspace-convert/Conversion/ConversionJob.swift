import Container
import HSpaceLibrary

/// A folder that was understood, ready to be written.
struct ConversionJob {
  private let sources: [SourceFile]
  private let tensors: [ModelTensor]
  private let parameters: Int
  private let metadata: [(String, String)]
  private let schedule: [UInt8]
  private let program: [UInt8]
  private let identity: ModelIdentity
  private var notes: [String] = []

  init(_ folder: String, _ options: ConversionOptions) throws(ConversionError) {
    let source = try SourceFolder(folder)
    let configuration = try UNet2DConfiguration(source.configuration)
    let schedule = try Conversion.schedule(source, options, &notes)
    try check(schedule, against: configuration, source)
    let family = try UNet2DFamily(configuration, source.checkpoint)
    sources = source.files
    tensors = family.ledger.tensors
    parameters = tensors.reduce(0) { $0 + $1.source.count }
    metadata = [
      ("family", "unet2d"),
      ("source_class", "UNet2DModel"),
      ("parameters", "\(parameters)"),
      ("tensors", "\(tensors.count)"),
      ("dtype", options.precision.rawValue),
      ("sample_size", "\(configuration.height)x\(configuration.width)"),
      ("channels", configuration.channels.map(String.init).joined(separator: ",")),
      ("layers", "\(configuration.layersPerBlock)"),
    ]
    self.schedule = try schedule.section(file: source.scheduler?.path ?? folder)
    program = family.program.section()
    identity = ModelIdentity(
      configuration: configuration.canonicalText, schedule: schedule.canonicalText)
  }

  /// Writes the output, by way of an f32 model beside it where one is needed.
  func write(
    to output: String, _ options: ConversionOptions
  ) throws(ConversionError) -> ConversionReport {
    guard options.precision == .int8 || options.compare != nil else {
      let written = try write(to: output, options.precision, options.progress)
      return report(output, options, written.size, written.identity, [])
    }
    // Before the work, and before the reference could take the place of an input.
    try ModelFile.checkTarget(output, sources)
    let reference = TemporaryFile(beside: output)
    var (size, identity) = try write(to: reference.path, .f32) { done, total in
      options.progress?(done, 2 * total) ?? true
    }
    var quantised: [Quantisation.Tensor] = []
    if options.precision == .int8 {
      (quantised, size) = try quantise(reference.path, to: output) { done, total in
        options.progress?(Int(total + done), Int(2 * total)) ?? true
      }
    } else {
      (size, identity) = try write(to: output, options.precision) { done, total in
        options.progress?(total + done, 2 * total) ?? true
      }
    }
    try options.compare?(reference.path, output)
    return report(output, options, size, identity, quantised)
  }

  /// Writes an f32 or f16 model.
  private func write(
    to output: String, _ precision: ConversionOptions.Precision,
    _ progress: ((Int, Int) -> Bool)?
  ) throws(ConversionError) -> (size: Int, identity: [UInt8]) {
    let writer = ModelWriter(
      tensors: tensors,
      sections: [
        (.metadata, MetadataSection(pairs: metadata).bytes()), (.schedule, schedule),
        (.program, program),
      ],
      precision: precision, sources: sources, progress: progress)
    return try writer.write(to: output, identity: identity)
  }

  private func report(
    _ output: String, _ options: ConversionOptions, _ size: Int, _ identity: [UInt8],
    _ quantised: [Quantisation.Tensor]
  ) -> ConversionReport {
    ConversionReport(
      output: output, parameters: parameters, tensors: tensors.count,
      precision: options.precision, bytes: size, identity: identity, notes: notes,
      quantised: quantised)
  }
}
