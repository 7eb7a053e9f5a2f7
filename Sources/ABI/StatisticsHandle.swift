import CHSpace
import Container
import Diffusion

/// What a statistics handle points to.
struct StatisticsHandle: ~Copyable {
  let storage: Allocation
  let memory: Allocation
  var statistics: Statistics

  /// Makes statistics in memory of an allocator, ready for `fill`.
  static func make(
    _ record: StatisticsRecord, timesteps: Bytes, identity: InlineArray<32, UInt8>, capacity: Int,
    _ allocator: Allocator, _ fill: (inout Statistics) throws(Failure) -> Void
  ) throws(Failure) -> OpaquePointer {
    guard let layout = StatisticsLayout(record, capacity: capacity) else {
      throw Failure(HSP_ERROR_MEMORY, "so many samples take more memory than there can be")
    }
    let memory = try makeStorage(allocator, layout.bytes)
    let storage = try makeStorage(allocator, MemoryLayout<StatisticsHandle>.size)
    guard
      var statistics = unsafe Statistics(
        record, timesteps: timesteps, identity: identity, layout, base: memory.base,
        size: memory.count)
    else { throw Failure(HSP_ERROR_MEMORY, "the statistics do not fit their memory") }
    try fill(&statistics)
    let handle = unsafe storage.base.assumingMemoryBound(to: StatisticsHandle.self)
    unsafe handle.initialize(
      to: StatisticsHandle(storage: storage, memory: memory, statistics: statistics))
    return OpaquePointer(handle)
  }
}

/// The statistics behind a handle.
func statistics(_ handle: OpaquePointer) -> UnsafeMutablePointer<StatisticsHandle> {
  // Made by hsp_statistics_create or _open and not yet destroyed, as the header demands.
  unsafe UnsafeMutablePointer<StatisticsHandle>(handle)
}

/// Turns a fault of statistics into a failure.
func translated(_ body: () throws(StatisticsFault) -> Void) throws(Failure) {
  do throws(StatisticsFault) { try body() } catch { throw Failure(error) }
}

extension Failure {
  init(_ fault: StatisticsFault) {
    switch fault {
    case .invalid(let error): self.init(HSP_ERROR_ARGUMENT, error)
    case .full(let capacity):
      self.init(
        HSP_ERROR_ARGUMENT, "the statistics have no room for more samples", "capacity ",
        value: Int64(capacity))
    case .alreadySeen: self.init(HSP_ERROR_MISMATCH, "the statistics have seen this sample")
    case .noSample: self.init(HSP_ERROR_STATE, "no sample was begun")
    case .missing(let t):
      self.init(HSP_ERROR_STATE, "the sample has no values of a timestep", value: Int64(t))
    case .noSuchTimestep(let t):
      self.init(
        HSP_ERROR_ARGUMENT, "the statistics have no such timestep or entry", value: Int64(t))
    case .count(let expected, let given):
      self.init(
        HSP_ERROR_ARGUMENT, "a count does not fit the statistics", "expected ",
        value: Int64(expected))
      text.append(", given ")
      text.append(Int64(given))
    case .notFinite(let index):
      self.init(
        HSP_ERROR_ARGUMENT, "a value is infinite or not a number", "index ", value: Int64(index))
    case .different(let difference): self.init(HSP_ERROR_MISMATCH, Failure.sentence(difference))
    case .overlap: self.init(HSP_ERROR_MISMATCH, "both statistics have seen the same sample")
    case .tooFew(let needed, let given):
      self.init(
        given == 0 ? HSP_ERROR_STATE : HSP_ERROR_ARGUMENT, "there are too few samples", "needed ",
        value: Int64(needed))
      text.append(", there are ")
      text.append(Int64(given))
    case .notKept:
      self.init(HSP_ERROR_UNSUPPORTED, "statistics of this kind do not keep what is asked for")
    }
  }

  private static func sentence(_ difference: StatisticsFault.Difference) -> StaticString {
    switch difference {
    case .model: "the statistics are of different models"
    case .kind: "the statistics keep different things (kind, rank, flags)"
    case .extents: "the statistics are of different values or extents"
    case .timesteps: "the statistics are of different timesteps"
    case .runs: "the statistics are of different runs (phase, convention, steps, t0, eta)"
    case .test: "the statistics' seeds differ"
    }
  }
}
