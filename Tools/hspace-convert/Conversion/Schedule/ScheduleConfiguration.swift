import Diffusion

/// A noise schedule before its table is made.
struct ScheduleConfiguration: Equatable {
  var kind = ScheduleKind.linear
  var timesteps = 1000
  var firstBeta = 1e-4
  var lastBeta = 0.02
  var variance = VarianceKind.fixedSmall
  /// The betas of a schedule without a formula.
  var trainedBetas: [Double] = []

  /// The schedule as text that never changes its form, for the model's identity.
  var canonicalText: String {
    let betas = kind == .cosine ? [] : kind == .table ? trainedBetas : [firstBeta, lastBeta]
    let bits = betas.map { String($0.bitPattern, radix: 16) }.joined(separator: ",")
    return """
      schedule=\(kind.rawValue)
      timesteps=\(timesteps)
      betas=\(bits)
      prediction=\(Prediction.epsilon.rawValue)
      variance=\(variance.rawValue)

      """
  }
}
