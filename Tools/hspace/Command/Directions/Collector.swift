import CHSpace
import HSpaceLibrary
import Pictures

/// Runs a model over samples and gathers h, or x, of each.
struct Collector {
  let studio: Studio
  let run: Run

  /// Statistics of no sample, of h at the timesteps at which runs evaluate the network.
  func statistics(
    _ kind: hsp_statistics_kind, _ phase: hsp_phase, capacity: Int, rank: Int = 0,
    joint: Bool = false
  ) throws -> Statistics {
    var info = try template(HSP_VALUE_H, "h", phase, capacity)
    info.kind = kind.rawValue
    info.rank = UInt32(rank)
    info.flags = joint ? HSP_STATISTICS_JOINT : 0
    return try Statistics(info, timesteps: try timesteps(phase))
  }

  /// Statistics that keep a value at one timestep of inversions.
  func rows(
    _ value: hsp_value, _ name: String, at timestep: Int32, capacity: Int
  ) throws -> Statistics {
    var info = try template(value, name, HSP_PHASE_INVERTING, capacity)
    info.kind = HSP_STATISTICS_ROWS.rawValue
    return try Statistics(info, timesteps: [timestep])
  }

  private func template(
    _ value: hsp_value, _ name: String, _ phase: hsp_phase, _ capacity: Int
  ) throws(LibraryError) -> hsp_statistics_info {
    let extents = try studio.session.extents(of: name)
    var info = hsp_statistics_info()
    info.channels = UInt32(extents.channels)
    info.height = UInt32(extents.height)
    info.width = UInt32(extents.width)
    info.value = value.rawValue
    info.phase = phase.rawValue
    info.convention = run.convention.number
    info.steps = Int32(clamping: run.steps)
    info.t0 = Int32(clamping: run.t0)
    info.eta = phase == HSP_PHASE_GENERATING ? run.eta : 0
    info.capacity = UInt64(capacity)
    info.identity = studio.session.model.info.identity
    return info
  }

  /// Timesteps of a run, rising.
  func sequence() throws(Failure) -> [Int32] {
    let T = Int(studio.session.model.info.timesteps)
    do throws(LibraryError) {
      guard run.steps <= T else { throw LibraryError(HSP_ERROR_ARGUMENT) }
      return try run.convention.timesteps(run.steps, t0: run.t0, T: T).times
    } catch {
      throw .usage(
        "--steps \(run.steps) is not possible with --convention \(run.convention.rawValue) and t0 "
          + "\(run.t0) of \(T) timesteps")
    }
  }

  /// Timesteps at which runs evaluate the network, falling.
  func timesteps(_ phase: hsp_phase) throws(Failure) -> [Int32] {
    let sequence = try sequence()
    // An inversion ends at its last timestep; that of Haas et al. evaluates the network there too.
    let arrives = phase == HSP_PHASE_INVERTING && run.convention != .haas
    return sequence.dropLast(arrives ? 1 : 0).reversed()
  }

  /// Adds h of pictures' inversions, but for samples that are there.
  func add(
    _ pictures: Gallery, to statistics: Statistics, _ title: String,
    _ finished: (Gallery.Entry) throws -> Void = { _ in }
  ) throws {
    let seen = Set(try statistics.samples())
    let batch = Batch(title, count: pictures.entries.count)
    defer { batch.clear() }
    for (index, entry) in pictures.entries.enumerated() where !seen.contains(entry.id) {
      let picture = try Picture(png: entry.file)
        .fitted(width: studio.width, height: studio.height).picture
      try studio.take(picture)
      try gather(entry.id, statistics, batch, index) { run throws(LibraryError) in
        try studio.session.invert(run)
      }
      try finished(entry)
    }
  }

  /// Adds h of pictures that the model makes of seeds, but for samples that are there.
  func add(seeds: ClosedRange<UInt64>, to statistics: Statistics, _ title: String) throws {
    let seen = Set(try statistics.samples())
    let batch = Batch(title, count: seeds.count)
    defer { batch.clear() }
    for (index, seed) in seeds.enumerated() {
      let id = Statistics.id(of: (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) })
      if seen.contains(id) { continue }
      try gather(id, statistics, batch, index) { run throws(LibraryError) in
        var own = run
        own.noiseSeed = seed
        try studio.session.sample(seed, own)
      }
    }
  }

  private func gather(
    _ id: UInt64, _ statistics: Statistics, _ batch: Batch, _ index: Int,
    _ body: (Run) throws(LibraryError) -> Void
  ) throws {
    try statistics.begin(id)
    var watched = run
    watched.statistics = statistics
    do throws(LibraryError) {
      try studio.perform(watched, shown: { batch.show(index, $0) }, body)
    } catch {
      guard error.isCancelled, !Interruption.isRequested else { throw error }
      // The hook has refused h.
      throw Failure("\(studio.session.model.path): h is not finite (is this the right model?)")
    }
    try statistics.commit()
  }
}

/// A progress bar over many runs.
private final class Batch {
  private var bar: ProgressBar
  private let count: Int

  init(_ title: String, count: Int) {
    bar = ProgressBar(title)
    self.count = count
  }

  func show(_ index: Int, _ step: hsp_step) {
    let total = Int(step.total)
    bar.show(done: index * total + Int(step.step) + 1, of: count * total)
  }

  func clear() { bar.clear() }
}
