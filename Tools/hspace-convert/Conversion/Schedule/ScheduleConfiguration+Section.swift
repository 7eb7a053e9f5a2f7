import Container
import Diffusion

extension ScheduleConfiguration {
  /// Makes the `SCHD` section; `file` is where the schedule came from.
  func section(file: String) throws(ConversionError) -> [UInt8] {
    var alphaBar = [Double](repeating: 0, count: timesteps)
    var section = [UInt8](repeating: 0, count: ScheduleSection.size(timesteps: timesteps))
    do throws(DiffusionError) {
      try unsafe alphaBar.withUnsafeMutableBufferPointer { (table) throws(DiffusionError) in
        try unsafe section.withUnsafeMutableBufferPointer { (bytes) throws(DiffusionError) in
          // Both arrays outlive the slices and are not empty.
          let table = unsafe Slice(table)
          try fill(table)
          let hasBetas = kind == .linear || kind == .scaledLinear
          try ScheduleSection.write(
            kind: kind, prediction: .epsilon, variance: variance,
            firstBeta: hasBetas ? firstBeta : 0, lastBeta: hasBetas ? lastBeta : 0,
            alphaBar: table, into: unsafe Slice(bytes))
        }
      }
    } catch {
      throw ConversionError(
        file, "the schedule with betas \(firstBeta) to \(lastBeta)",
        "\(error.value) is impossible (\(error.reason))",
        remedy: "give betas with 0 < first <= last < 1 and 2 to 100000 timesteps")
    }
    return section
  }

  private func fill(_ alphaBar: Slice<Double>) throws(DiffusionError) {
    guard kind == .table else {
      return try NoiseSchedule.fillAlphaBar(
        kind: kind, first: firstBeta, last: lastBeta, into: alphaBar)
    }
    var product = 1.0
    for (t, beta) in trainedBetas.enumerated() {
      product *= 1 - beta
      alphaBar[t] = product
    }
  }
}
