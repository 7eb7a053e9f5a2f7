import Diffusion

extension ScheduleConfiguration {
  func checkTimesteps(file: String) throws(ConversionError) {
    guard NoiseSchedule.timestepCounts.contains(timesteps) else {
      throw ConversionError(
        file, "the schedule", "\(timesteps) timesteps are impossible",
        remedy: "give --timesteps from 2 to 100000")
    }
  }

  /// Twice the channels come from a network that learned its variance, and from no other.
  func check(
    against configuration: UNetConfiguration, file: String
  ) throws(ConversionError) {
    guard configuration.learnsVariance == (variance == .learnedRange) else {
      throw ConversionError(
        file, "key variance_type",
        "\(configuration.outputChannels) output channels for \(configuration.inputChannels) input "
          + "channels do not fit \(variance)",
        remedy: "learned_range needs twice the channels, any other variance as many")
    }
  }
}
