/// What was found out about a U-Net before its tensors are taken.
struct UNetReading {
  var configuration: UNetConfiguration
  let layout: any UNetLayout
  var schedule: ScheduleReading
  /// The configuration in the keys of the family's code.
  var printed: JSON
  var notes: [String]
}

/// A schedule, and whether anything said what it is.
struct ScheduleReading {
  var configuration = ScheduleConfiguration()
  var isKnown = false
}

extension ScheduleReading {
  /// Applies what the user asked for; a schedule that nobody named is noted.
  mutating func change(
    by options: ConversionOptions, _ notes: inout [String], file: String
  ) throws(ConversionError) {
    let isGiven =
      options.schedule != nil || options.firstBeta != nil || options.lastBeta != nil
      || options.timesteps != nil
    if !isKnown, !isGiven {
      notes.append(
        "\(file): no scheduler_config.json near it; the schedule is assumed "
          + "to be linear, 0.0001 to 0.02, 1000 timesteps (--schedule, --beta-start, --beta-end "
          + "and --timesteps change it).")
    }
    // Any of these describes a schedule by its formula, which a table of trained betas has none of.
    if isGiven, configuration.kind == .table { configuration.kind = .linear }
    if let kind = options.schedule { configuration.kind = kind }
    if let first = options.firstBeta { configuration.firstBeta = first }
    if let last = options.lastBeta { configuration.lastBeta = last }
    if let timesteps = options.timesteps { configuration.timesteps = timesteps }
    try configuration.checkTimesteps(file: file)
  }
}
