import CPlatform
import Container
import Program

/// Time and work of the steps that ran, added up by kind.
///
/// A plain value over memory of the session. While it is off, a step costs one look at a flag.
package struct StepProfile {
  /// Sums over the steps of one kind.
  package struct Totals: BitwiseCopyable {
    package var steps: UInt64 = 0
    package var nanoseconds: UInt64 = 0
    package var multiplyAdds: UInt64 = 0
    package var bytes: UInt64 = 0

    package init() {}
  }

  /// Each kind of work in floats, then each in integers.
  package static var count: Int { WorkKind.count * 2 }
  /// Bytes of memory that it takes.
  package static var bytes: Int { 64 + count * MemoryLayout<Totals>.stride }

  private let flag: Slice<Int32>
  private let totals: Slice<Totals>

  /// The caller promises `bytes` writable bytes, aligned to 64, for as long as the profile is used.
  package init(_ memory: UnsafeMutableRawPointer) {
    flag = unsafe Slice(base: memory.assumingMemoryBound(to: Int32.self), count: 1)
    totals = unsafe Slice(
      base: (memory + 64).assumingMemoryBound(to: Totals.self), count: StepProfile.count)
    flag[0] = 0
    totals.fill(Totals())
  }

  package var isOn: Bool { flag[0] != 0 }

  /// Begins from zero.
  package func start() {
    totals.fill(Totals())
    flag[0] = 1
  }

  /// Stops; the sums stay.
  package func stop() { flag[0] = 0 }

  /// Kind, arithmetic and sums of an entry in `0 ..< count`.
  package func entry(_ index: Int) -> (kind: WorkKind, isInteger: Bool, totals: Totals) {
    guard let kind = WorkKind(rawValue: index % WorkKind.count) else { preconditionFailure() }
    return (kind, index >= WorkKind.count, totals[index])
  }

  /// Adds what was done since a moment.
  func add(_ work: StepWork, since start: UInt64) {
    let index = work.kind.rawValue + (work.isInteger ? WorkKind.count : 0)
    totals[index].steps += 1
    totals[index].nanoseconds &+= hsp_clock() &- start
    totals[index].multiplyAdds &+= work.multiplyAdds
    totals[index].bytes &+= work.bytes
  }
}
