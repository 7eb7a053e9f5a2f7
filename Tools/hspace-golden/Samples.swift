import CHSpace
import HSpaceLibrary

extension Statistics {
  /// Statistics that keep given samples: each of the given values, step behind step, first step first.
  static func keeping(
    _ samples: [[Float]], steps: Int, valueCount: Int
  ) throws(LibraryError) -> Statistics {
    var info = hsp_statistics_info()
    info.kind = HSP_STATISTICS_ROWS.rawValue
    info.channels = UInt32(valueCount)
    info.height = 1
    info.width = 1
    info.value = HSP_VALUE_H.rawValue
    info.phase = HSP_PHASE_GENERATING.rawValue
    info.steps = Int32(steps)
    info.t0 = -1
    info.capacity = UInt64(samples.count)
    // Timesteps fall; their numbers do not matter here.
    let timesteps = Array((0..<Int32(steps)).reversed())
    let statistics = try Statistics(info, timesteps: timesteps)
    for (index, sample) in samples.enumerated() {
      try statistics.begin(UInt64(index))
      for step in 0..<steps {
        try statistics.put(
          Array(sample[step * valueCount..<(step + 1) * valueCount]), at: timesteps[step])
      }
      try statistics.commit()
    }
    return statistics
  }
}
