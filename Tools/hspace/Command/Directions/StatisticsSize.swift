import CHSpace
import HSpaceLibrary

/// How many samples are kept as they are, and how they are sketched where they are more.
enum StatisticsSize {
  /// Bytes of samples up to which components are exact.
  private static let limit = 512 << 20

  /// Columns of a sketch for so many components, or 0 where the samples can be kept.
  static func rank(
    for components: Int, samples: Int, _ collector: Collector, phase: hsp_phase
  ) throws -> Int {
    let values = try collector.studio.session.extents(of: "h").count
    let entries = try collector.timesteps(phase).count
    let (bytes, overflows) = samples.multipliedReportingOverflow(by: values * entries * 4)
    guard overflows || bytes > limit else { return 0 }
    // See hspace.h for what ranks are worth, and what they take.
    let most = limit / max(1, values * entries * 8)
    let rank = min(1024, max(components, min(most, max(128, 4 * components))))
    Terminal.note(
      "\(samples) samples are too many to keep: a sketch of \(rank) columns takes their place "
        + "(see --rank)")
    return rank
  }
}
