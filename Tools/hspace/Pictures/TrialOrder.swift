/// Orders trials by several measures at once.
package enum TrialOrder {
  /// The numbers of the trials, the best first; each trial has a score by each measure, of which the greater ones are better.
  ///
  /// A trial's places by each measure are added; of trials with the same sum, the first measure's best comes first, and of
  /// those that it holds for the same, the first.
  package static func bestFirst(_ trials: [[Double]]) -> [Int] {
    let measures = trials.first?.count ?? 0
    precondition(trials.allSatisfy { $0.count == measures })
    var sums = [Int](repeating: 0, count: trials.count)
    var order = Array(trials.indices)
    // The first measure comes last: its order stays.
    for measure in (0..<measures).reversed() {
      order = trials.indices.sorted {
        let (one, other) = (trials[$0][measure], trials[$1][measure])
        return one != other ? one > other : $0 < $1
      }
      for (place, trial) in order.enumerated() { sums[trial] += place }
    }
    return order.enumerated().sorted {
      (sums[$0.element], $0.offset) < (sums[$1.element], $1.offset)
    }.map(\.element)
  }
}
