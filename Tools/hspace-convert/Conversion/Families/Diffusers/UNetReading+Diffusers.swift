extension UNetReading {
  /// Reads what diffusers' configuration says.
  init(diffusers reader: inout ConfigurationReader, _ source: ModelSource) throws(ConversionError) {
    guard source.configuration != nil else {
      throw ConversionError(
        source.checkpoint.path, "no config.json beside it",
        remedy: "give the model's config.json with --config")
    }
    printed = reader.json
    configuration = try UNetConfiguration(diffusers: &reader)
    layout = DiffusersLayout(resampling: .convolution)
    schedule = ScheduleReading()
    if configuration.learnsVariance { schedule.configuration.variance = .learnedRange }
    if let scheduler = source.scheduler {
      schedule = ScheduleReading(
        configuration: try ScheduleConfiguration(scheduler), isKnown: true)
    }
    notes = []
  }
}
