import Diffusion

extension ScheduleConfiguration {
  /// The names of beta schedules in diffusers.
  private static let kinds: KeyValuePairs<String, ScheduleKind> = [
    "linear": .linear, "scaled_linear": .scaledLinear, "squaredcos_cap_v2": .cosine,
  ]
  private static let variances: KeyValuePairs<String, VarianceKind> = [
    "fixed_small": .fixedSmall, "fixed_large": .fixedLarge, "learned_range": .learnedRange,
  ]
  /// Options of the samplers, which are no property of the network.
  private static let samplingOptions = [
    "algorithm_type", "clip_sample", "clip_sample_range", "dynamic_thresholding_ratio",
    "euler_at_final", "eta", "final_sigmas_type", "interpolation_type", "lambda_min_clipped",
    "lower_order_final", "sample_max_value", "set_alpha_to_one", "skip_prk_steps", "solver_order",
    "solver_type", "steps_offset", "thresholding", "timestep_spacing", "timestep_type",
    "timesteps", "use_beta_sigmas", "use_exponential_sigmas", "use_karras_sigmas",
    "use_lu_lambdas",
  ]

  /// Reads scheduler_config.json; missing keys have the defaults of diffusers.
  init(_ source: SourceFile) throws(ConversionError) {
    var reader = try ConfigurationReader(source)
    try reader.expect("prediction_type", "epsilon")
    try reader.expect("rescale_betas_zero_snr", .bool(false))
    timesteps = try reader.integer(
      "num_train_timesteps", default: 1000, in: NoiseSchedule.timestepCounts)
    kind = try Self.choice("beta_schedule", default: "linear", of: Self.kinds, &reader)
    variance = try Self.choice("variance_type", default: "fixed_small", of: Self.variances, &reader)
    firstBeta = try reader.number("beta_start", default: 1e-4)
    lastBeta = try reader.number("beta_end", default: 0.02)
    try readTrainedBetas(&reader)
    reader.ignore(Self.samplingOptions)
    try reader.finish()
  }

  private static func choice<Value>(
    _ key: String, default fallback: String, of choices: KeyValuePairs<String, Value>,
    _ reader: inout ConfigurationReader
  ) throws(ConversionError) -> Value {
    let value = reader.take(key) ?? .string(fallback)
    guard case .string(let name) = value, let choice = choices.first(where: { $0.key == name })
    else {
      throw reader.error(key, value, supported: choices.map(\.key).joined(separator: ", "))
    }
    return choice.value
  }

  private mutating func readTrainedBetas(
    _ reader: inout ConfigurationReader
  ) throws(ConversionError) {
    guard let value = reader.take("trained_betas"), value != .null else { return }
    guard case .array(let elements) = value else {
      throw reader.error("trained_betas", value, supported: "a list of numbers, null")
    }
    for element in elements {
      guard case .real(let beta) = element, beta > 0, beta < 1 else {
        throw reader.error("trained_betas", element, supported: "numbers between 0 and 1")
      }
      trainedBetas.append(beta)
    }
    guard NoiseSchedule.timestepCounts.contains(trainedBetas.count) else {
      throw reader.error("trained_betas", value, supported: "2 to 100000 numbers")
    }
    (kind, timesteps) = (.table, trainedBetas.count)
  }
}
