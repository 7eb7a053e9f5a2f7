import Container
import HSpaceLibrary

/// A checkpoint that was understood, ready to be written.
struct ConversionJob {
  private let sources: [SourceFile]
  private let network: Network
  private let parameters: Int
  private let metadata: [(String, String)]
  private let schedule: [UInt8]
  private let programs: [[UInt8]]
  private let identity: ModelIdentity

  init(_ path: String, _ options: ConversionOptions) throws(ConversionError) {
    let source = try ModelSource(path, options)
    network = try Network(source, options)
    sources = source.files
    parameters = network.parts.reduce(0) { $0 + $1.parameters }
    metadata =
      [
        ("family", network.family.rawValue),
        ("source_class", network.family.sourceClass),
        ("parameters", "\(parameters)"),
        ("tensors", "\(network.sourceCount)"),
        ("dtype", options.precision.rawValue),
      ] + network.facts
    schedule = try network.schedule.section(file: source.scheduler?.path ?? path)
    programs = network.programs.map { $0.section() }
    identity = ModelIdentity(
      configuration: network.canonicalText, schedule: network.schedule.canonicalText)
    try verifyArchives()
  }

  /// Compares what the tensors are read from with the checksums of its archive.
  private func verifyArchives() throws(ConversionError) {
    var seen: Set<String> = []
    for tensor in network.tensors {
      guard let check = tensor.source.check else { continue }
      let entry = "\(check.archive.file.path)\n\(check.entry.name)"
      if seen.insert(entry).inserted { try check.archive.verify(check.entry) }
    }
  }

  /// Writes the output, by way of an f32 model beside it where one is needed.
  func write(
    to output: String, _ options: ConversionOptions
  ) throws(ConversionError) -> ConversionReport {
    guard options.precision == .int8 || options.compare != nil && options.precision != .f32 else {
      let written = try write(to: output, options.precision, options.progress)
      try options.compare?(output, output)
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
      tensors: network.tensors,
      sections: [
        (.metadata, MetadataSection(pairs: metadata).bytes()), (.schedule, schedule),
      ] + programs.map { (.program, $0) },
      precision: precision, sources: sources, progress: progress)
    return try writer.write(to: output, identity: identity)
  }

  private var parts: [String] {
    guard network.parts.count > 1 else { return [] }
    return network.parts.map {
      "\($0.name): \($0.parameters) parameters in \($0.tensors) tensors"
    }
  }

  private func report(
    _ output: String, _ options: ConversionOptions, _ size: Int, _ identity: [UInt8],
    _ quantised: [Quantisation.Tensor]
  ) -> ConversionReport {
    ConversionReport(
      output: output, family: network.family, parameters: parameters,
      parts: parts, tensors: network.sourceCount,
      precision: options.precision, bytes: size, identity: identity, notes: network.notes,
      quantised: quantised)
  }
}
