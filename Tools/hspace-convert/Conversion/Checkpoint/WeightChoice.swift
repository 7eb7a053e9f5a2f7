/// Which of two sets of weights a checkpoint's network gets.
package enum WeightChoice: String, CaseIterable, Sendable {
  /// The exponential moving average, which samples best.
  case average = "ema"
  case model

  /// What a user should know about a choice.
  func note(_ place: String) -> String {
    switch self {
    case .average:
      "the file holds weights and their moving averages; took the averages (\(place)): "
        + "--weights model takes the others"
    case .model: "took the weights, not their moving averages (\(place))"
    }
  }
}
