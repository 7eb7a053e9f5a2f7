import Diffusion

/// Converts a diffusers `UNet2DModel` folder into a `.hsm` file.
///
/// The file appears whole or not at all, and is the same byte for byte whenever and wherever it is made.
package func convert(
  folder: String, output: String, options: ConversionOptions = ConversionOptions()
) throws(ConversionError) -> ConversionReport {
  try ConversionJob(folder, options).write(to: output, options)
}

/// The folder's schedule with the caller's changes.
func schedule(
  _ source: SourceFolder, _ options: ConversionOptions, _ notes: inout [String]
) throws(ConversionError) -> ScheduleConfiguration {
  var schedule = ScheduleConfiguration()
  if let scheduler = source.scheduler { schedule = try ScheduleConfiguration(scheduler) }
  let isGiven =
    options.schedule != nil || options.firstBeta != nil || options.lastBeta != nil
    || options.timesteps != nil
  if source.scheduler == nil, !isGiven {
    notes.append(
      "\(source.configuration.path): no scheduler_config.json near it; the schedule is assumed "
        + "to be linear, 0.0001 to 0.02, 1000 timesteps (--schedule, --beta-start, --beta-end and "
        + "--timesteps change it).")
  }
  // Any of these describes a schedule by its formula, which a table of trained betas has none of.
  if isGiven, schedule.kind == .table { schedule.kind = .linear }
  if let kind = options.schedule { schedule.kind = kind }
  if let first = options.firstBeta { schedule.firstBeta = first }
  if let last = options.lastBeta { schedule.lastBeta = last }
  if let timesteps = options.timesteps { schedule.timesteps = timesteps }
  guard NoiseSchedule.timestepCounts.contains(schedule.timesteps) else {
    throw ConversionError(
      source.configuration.path, "the schedule", "\(schedule.timesteps) timesteps are impossible",
      remedy: "give --timesteps from 2 to 100000")
  }
  return schedule
}

/// Twice the channels come from a network that learned its variance, and from no other.
func check(
  _ schedule: ScheduleConfiguration, against configuration: UNet2DConfiguration,
  _ source: SourceFolder
) throws(ConversionError) {
  let learnsVariance = configuration.outputChannels == 2 * configuration.inputChannels
  guard learnsVariance == (schedule.variance == .learnedRange) else {
    throw ConversionError(
      source.scheduler?.path ?? source.configuration.path, "key variance_type",
      "\(configuration.outputChannels) output channels for \(configuration.inputChannels) input "
        + "channels do not fit \(schedule.variance)",
      remedy: "learned_range needs twice the channels, any other variance as many")
  }
}
