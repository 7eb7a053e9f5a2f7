/// What a `DiffusionError` complains about.
package enum DiffusionFault: UInt8 {
  case sectionLength
  case reserved
  case timestepCount
  case scheduleKind
  case prediction
  case variance
  case betas
  case alphaBar
  case convention
  case steps
  case lastTimestep
  case repeatedTimestep
  case eta
  case entryCount
  case extents
  case directionSteps
  case valuesOffset
  case timesteps
  case notFinite
  case name
  case intercept
  case normal
  case distance
  case phase
  case nextStep
  case editTimestep
  case boostTimestep
  case flags
  case noiseCounter
  case directionCount
  case skip
  case chain
  case etaCount
  case pictureCount
  case entries
  case codeOffset
  case statisticsKind
  case statisticsValue
  case statisticsPhase
  case rank
  case repeatedSample

  /// The rule that was broken, for people.
  package var sentence: StaticString {
    switch self {
    case .sectionLength: "the section's length does not fit its contents"
    case .reserved: "a field that must be zero is not"
    case .timestepCount: "the number of timesteps must be 2 to 100000"
    case .scheduleKind: "this kind of noise schedule is not known"
    case .prediction: "this kind of prediction is not known"
    case .variance: "this kind of variance is not known"
    case .betas: "the betas must satisfy 0 < first <= last < 1"
    case .alphaBar: "alpha_bar must fall strictly and stay between 0 and 1"
    case .convention: "this step convention is not known"
    case .steps: "this number of steps is not possible with this step convention"
    case .lastTimestep: "t0 must be -1, or positive and below the number of timesteps"
    case .repeatedTimestep: "this number of steps would visit a timestep twice"
    case .eta: "eta must be 0 to 1"
    case .entryCount: "the number of entries must be 1 to 10000"
    case .extents: "extents must be at least 1 and their product possible"
    case .directionSteps: "the number of steps must be at most 100000"
    case .valuesOffset: "the values must begin at the first multiple of 64 behind the timesteps"
    case .timesteps: "timesteps must fall strictly within 0 to 99999, or be the one value -1"
    case .notFinite: "a value is infinite or not a number"
    case .name: "a name must be 1 to 1024 bytes of UTF-8 without control characters"
    case .intercept: "an intercept is infinite or not a number"
    case .normal: "a boundary's normal has no length"
    case .distance: "a distance is infinite, not a number, or too far away"
    case .phase: "this phase is not known"
    case .nextStep: "the next step lies beyond the last one"
    case .editTimestep: "t_edit must be 0 to 100000"
    case .boostTimestep: "t_boost must be 0 to t_edit"
    case .flags: "a flag is not known"
    case .noiseCounter: "more steps have drawn noise than there are"
    case .directionCount: "an edit has at most 16 directions"
    case .skip: "at least one step must be left: skip must be 0 to steps - 1"
    case .chain: "this way to noise a picture is not known"
    case .etaCount: "there must be an eta for each step that is made, or none"
    case .pictureCount: "the number of pictures does not fit the phase"
    case .entries: "a code has an entry for each step that is made"
    case .codeOffset: "the entries must begin at the first multiple of 64 behind the schedule"
    case .statisticsKind: "this kind of statistics is not known"
    case .statisticsValue: "statistics are of h or x"
    case .statisticsPhase: "statistics are of inverting or generating runs"
    case .rank: "a sketch has 1 to 1024 columns, other statistics none"
    case .repeatedSample: "a sample occurs twice"
    }
  }
}
