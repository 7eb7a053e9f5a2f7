/// How much noise a step adds; raw values as `hsp_variance`.
package enum StepVariance: UInt32, BitwiseCopyable {
  /// DDIM: eta says.
  case ddim = 0
  /// DDPM with the variance of the posterior.
  case fixedSmall = 1
  /// DDPM with beta.
  case fixedLarge = 2
  /// DDPM with what the network learned, between the two.
  case learned = 3
  /// DDPM with what the model was trained with: one of those above.
  case model = 4

  /// Whether steps are DDPM's, which eta has no part in.
  var isAncestral: Bool { self != .ddim }

  /// One of the first four.
  func resolved(_ trained: VarianceKind) -> StepVariance {
    guard self == .model else { return self }
    switch trained {
    case .fixedSmall: return .fixedSmall
    case .fixedLarge: return .fixedLarge
    case .learnedRange: return .learned
    }
  }
}
