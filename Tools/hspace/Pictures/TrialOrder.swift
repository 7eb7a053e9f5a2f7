/// Orders trials by several measures at once.
package enum TrialOrder {
  /// The numbers of the trials, the best first; each trial has a score by each measure, of which the greater ones are better.
  ///
  /// A trial's place by a measure is how many are better; what is no number is worst. Places by all measures are added; of
  /// trials with the same sum, the first measure's best comes first, and of those that it holds for the same, the first.
  package static func bestFirst(_ trials: [[Double]]) -> [Int] {
    let scores = trials.map { $0.map { $0.isNaN ? -.infinity : $0 } }
    let places = scores.map { trial in
      trial.indices.map { measure in scores.count { $0[measure] > trial[measure] } }
    }
    let keys = places.enumerated().map { number, places in
      (places.reduce(0, +), places.first ?? 0, number)
    }
    return keys.sorted(by: <).map(\.2)
  }
}
