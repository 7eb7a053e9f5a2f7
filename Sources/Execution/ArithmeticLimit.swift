import CKernels
import CPlatform

/// The most multiply-adds a second that one core can do, as the kernels do them.
package enum ArithmeticLimit {
  case floats
  case integers

  /// Measures for about a tenth of a second; nil where there is no clock.
  package func measure(_ kernels: hsp_kernels) -> Double? {
    guard hsp_clock() != 0 else { return nil }
    var scratch = LimitScratch()
    return unsafe withUnsafeMutableBytes(of: &scratch) { bytes in
      guard let base = bytes.baseAddress else { return nil }
      // Room was left for the alignment.
      return unsafe best(kernels, base.alignedUp(toMultipleOf: 64))
    }
  }

  /// The best of many short runs: others on the machine can only make a run longer.
  private func best(_ kernels: hsp_kernels, _ scratch: UnsafeMutableRawPointer) -> Double {
    let begin = hsp_clock()
    var (rounds, now, best) = (1, begin, 0.0)
    while now &- begin < 100_000_000 {
      let count = unsafe run(kernels, scratch, rounds)
      let end = hsp_clock()
      let nanoseconds = end &- now
      now = end
      // Runs of about 2 ms: the clock does not count, and some are not interrupted.
      if nanoseconds < 1_000_000 {
        rounds *= 2
      } else {
        best = max(best, Double(count) * Double(rounds) / Double(nanoseconds) * 1e9)
      }
    }
    return best
  }

  /// Multiply-adds of a round.
  private func run(
    _ kernels: hsp_kernels, _ scratch: UnsafeMutableRawPointer, _ rounds: Int
  ) -> Int {
    switch self {
    case .floats:
      let floats = unsafe scratch.assumingMemoryBound(to: Float.self)
      return unsafe kernels.limit_floats(floats, rounds)
    case .integers:
      let integers = unsafe scratch.assumingMemoryBound(to: Int16.self)
      return unsafe kernels.limit_integers(integers, rounds)
    }
  }
}

/// Operands that are neither zero nor subnormal, as floats and as pairs of integers.
private struct LimitScratch {
  var words = InlineArray<2064, UInt32>(repeating: Float(0.001).bitPattern)
}
