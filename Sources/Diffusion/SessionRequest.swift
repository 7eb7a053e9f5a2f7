import Execution
import Program

/// What a session is to be, as far as it decides its memory.
package struct SessionRequest {
  /// As fast as can be; a budget may choose a slower plan.
  package var plan = Plan.Options()
  package var lanes = 1
  /// The session starts threads for its lanes.
  package var ownThreads = false
  package var weights = WeightMode.mapped
  /// Streamed weights are read by a thread.
  package var readsAhead = true
  /// Bytes that the session may take; 0: any number.
  package var budget: UInt64 = 0
  /// Of another session, to be used instead of one of its own.
  package var workspace: Workspace?
  /// For the interface's own bookkeeping.
  package var handleBytes = 0

  package init() {}

  /// The session has a thread that reads.
  package var startsReader: Bool { weights == .streamed && readsAhead }

  /// What a budget decides.
  package struct Choice {
    package let plan: Plan.Options
    /// Of streamed weights: one waits for each read, two read ahead.
    package let slots: Int
  }

  /// The choices that give the same bits, fastest first; nil behind the last.
  ///
  /// Smaller slabs cost some percent; waiting for reads costs the time that they take; computing the first convolution
  /// again costs about one in a hundred; running the encoder again for an edit's second decoder pass up to half an
  /// evaluation: it comes last.
  func choice(_ index: Int) -> Choice? {
    let slabs = SessionRequest.slabs
    let windows = startsReader ? 2 : 1
    let (rest, slab) = index.quotientAndRemainder(dividingBy: slabs.count)
    let (group, window) = rest.quotientAndRemainder(dividingBy: windows)
    guard group < (plan.decoderTwice ? 4 : 2) else { return nil }
    var options = plan
    options.slabBytes = min(options.slabBytes, slabs[slab])
    options.recomputes = group % 2 == 1
    if group >= 2 { options.decoderTwice = false }
    return Choice(plan: options, slots: windows - window)
  }

  /// Limits of an integer convolution's slab.
  private static var slabs: InlineArray<5, Int> {
    [.max, 2 << 20, 1 << 20, 512 << 10, 128 << 10]
  }
}
