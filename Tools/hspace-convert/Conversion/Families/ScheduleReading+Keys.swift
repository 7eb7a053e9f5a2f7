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
    if family == .ldm {
      // CompVis calls linear what is linear between square roots.
      (configuration.firstBeta, configuration.lastBeta) = (0.0015, 0.0195)
      try read(
        &reader, kind: "noise_schedule", first: "linear_start", last: "linear_end",
        timesteps: "timesteps")
      configuration.kind = configuration.kind == .cosine ? .cosine : .scaledLinear
      isKnown = true
      return
    }
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
    let timesteps = family == .ldm ? "timesteps" : "diffusion_steps"
    return printed("noise_schedule", "linear_start", "linear_end", timesteps)
  }
}
