import CHSpace
import Dispatch
import Foundation
import Synchronization

/// The most multiply-adds a second that this machine can do, on a number of threads at once.
package struct ArithmeticLimit {
  package let float: Double
  package let integer: Double

  package subscript(arithmetic: Arithmetic) -> Double {
    switch arithmetic {
    case .float: float
    case .integer: integer
    }
  }

  /// Measures with an instruction set; nil: the best that the processor has.
  package init(isa: String?, threads: Int) throws(LibraryError) {
    float = try Self.measure(.float, isa, threads)
    integer = try Self.measure(.integer, isa, threads)
  }

  /// The sum over threads that run at the same time; more than there are processors would not.
  private static func measure(
    _ arithmetic: Arithmetic, _ isa: String?, _ threads: Int
  ) throws(LibraryError) -> Double {
    let sum = Mutex(0.0)
    let failure = Mutex(LibraryError?.none)
    let count = min(threads, ProcessInfo.processInfo.activeProcessorCount)
    DispatchQueue.concurrentPerform(iterations: count) { _ in
      do throws(LibraryError) {
        let rate = try peak(arithmetic, isa)
        sum.withLock { $0 += rate }
      } catch {
        failure.withLock { $0 = error }
      }
    }
    if let failure = failure.withLock({ $0 }) { throw failure }
    return sum.withLock { $0 }
  }

  /// Of one thread.
  private static func peak(
    _ arithmetic: Arithmetic, _ isa: String?
  ) throws(LibraryError) -> Double {
    var error = emptyError()
    var rate = 0.0
    let arithmetic = hsp_arithmetic(rawValue: arithmetic.rawValue)
    // The name is passed as a C string for the call.
    let status = unsafe hsp_peak(isa, arithmetic, &rate, &error)
    try check(status, error)
    return rate
  }
}
