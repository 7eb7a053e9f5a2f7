import Diffusion

extension ScheduleReading {
  /// Reads a schedule under a family's own keys; a missing key keeps its value.
  mutating func read(
    _ reader: inout ConfigurationReader, kind: String, first: String, last: String,
    timesteps: String
  ) throws(ConversionError) {
    isKnown =
      reader.has(kind) || reader.has(first) || reader.has(last) || reader.has(timesteps)
    let value = reader.take(kind) ?? .string("linear")
    switch value {
    case "linear": configuration.kind = .linear
    case "quad", "scaled_linear": configuration.kind = .scaledLinear
    case "cosine": configuration.kind = .cosine
    default: throw reader.error(kind, value, supported: "linear, quad, cosine")
    }
    configuration.firstBeta = try reader.number(first, default: configuration.firstBeta)
    configuration.lastBeta = try reader.number(last, default: configuration.lastBeta)
    configuration.timesteps = try reader.integer(
      timesteps, default: 1000, in: NoiseSchedule.timestepCounts)
  }

  /// Reads a schedule as OpenAI's scripts name it: betas of fewer or more timesteps are scaled.
  mutating func readGuided(
    _ reader: inout ConfigurationReader, _ family: Family, learnsVariance: Bool
  ) throws(ConversionError) {
    try read(
      &reader, kind: "noise_schedule", first: "linear_start", last: "linear_end",
      timesteps: "diffusion_steps")
    // Usual for all but a few, which their presets name.
    isKnown = true
    let rescales = try reader.flag("rescale_timesteps", default: family == .improved)
    guard !rescales || configuration.timesteps == 1000 else {
      throw reader.error(
        "rescale_timesteps", .bool(true),
        supported: "false, or 1000 timesteps (\(configuration.timesteps) count in fractions)")
    }
    let isSmall = try reader.flag("sigma_small", default: false)
    configuration.variance =
      learnsVariance ? .learnedRange : isSmall ? .fixedSmall : .fixedLarge
    if configuration.kind == .linear, configuration.firstBeta == 1e-4,
      configuration.lastBeta == 0.02
    {
      configuration.firstBeta *= 1000 / Double(configuration.timesteps)
      configuration.lastBeta *= 1000 / Double(configuration.timesteps)
    }
  }

  /// Reads CompVis' schedule, and notes what nothing says.
  mutating func readLatent(
    _ reader: inout ConfigurationReader, _ notes: inout [String]
  ) throws(ConversionError) {
    let name = try reader.take("beta_schedule", from: Self.latentKinds.map(\.key))
    configuration.kind = Self.latentKinds.first { $0.key == name }?.value ?? .scaledLinear
    let isGiven = ["linear_start", "linear_end"].allSatisfy(reader.has)
    configuration.firstBeta = try reader.number("linear_start", default: 0.0015)
    configuration.lastBeta = try reader.number("linear_end", default: 0.0195)
    configuration.timesteps = try reader.integer(
      "timesteps", default: 1000, in: NoiseSchedule.timestepCounts)
    if !isGiven, configuration.kind != .cosine {
      let range = "\(configuration.firstBeta) to \(configuration.lastBeta)"
      notes.append(assumed("betas of \(range)", "linear_start and linear_end"))
    }
    isKnown = true
  }

  /// CompVis calls linear what is linear between square roots.
  private static let latentKinds: KeyValuePairs<String, ScheduleKind> = [
    "linear": .scaledLinear, "sqrt_linear": .linear, "cosine": .cosine,
  ]

  func printed(
    _ kind: String, _ first: String, _ last: String, _ timesteps: String
  ) -> [JSON.Member] {
    let name: JSON =
      switch configuration.kind {
      case .cosine: "cosine"
      case .scaledLinear: "quad"
      case .linear, .table: "linear"
      }
    return [
      .init(key: kind, value: name),
      .init(key: first, value: .real(configuration.firstBeta)),
      .init(key: last, value: .real(configuration.lastBeta)),
      .init(key: timesteps, value: .integer(configuration.timesteps)),
    ]
  }

  func printedGuided(_ family: Family) -> [JSON.Member] {
    guard family == .ldm else {
      return printed("noise_schedule", "linear_start", "linear_end", "diffusion_steps")
    }
    let name = Self.latentKinds.first { $0.value == configuration.kind }?.key ?? "linear"
    var members = printed("beta_schedule", "linear_start", "linear_end", "timesteps")
    members[0] = .init(key: "beta_schedule", value: .string(name))
    return members
  }
}
