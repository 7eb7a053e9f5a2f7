import Container
import Program

extension Engine {
  /// Inverts the picture in x to a latent code.
  package func invert(
    _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    guard state.phase == .picture else { throw .noPicture }
    guard inversionSteps(options) > 0 else {
      throw .invalid(DiffusionError(.steps, value: options.steps))
    }
    begin(.inverting, options)
    try goOn(Edits(), &observer)
  }

  /// Generates a picture from the latent code, with edits.
  package func generate(
    _ edits: Edits, _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    try check(edits, options)
    guard !options.decodes || observer.suppliesNoise else { throw .noCode }
    guard state.phase == .latent || (state.keepsLatent && !state.phase.isReading) else {
      throw .noLatent
    }
    let made = state.options
    guard
      state.invertedSteps == 0
        || (made.steps == options.steps && made.convention == options.convention
          && made.skip == options.skip && lastTimestep(made) == lastTimestep(options))
    else { throw .otherSteps(made: state.invertedSteps, given: options.steps) }
    if state.keepsLatent {
      copy(buffers.latent, to: buffers.x)
    } else {
      copy(buffers.x, to: buffers.latent)
      state.keepsLatent = true
    }
    begin(.generating, options)
    state.editCount = edits.count
    state.editChecksum = edits.checksum(options)
    try goOn(edits, &observer)
  }

  /// Generates a picture from the noise of a seed; what the session holds is lost only when the options are valid.
  package func sample(
    seed: UInt64, _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    setNoise(seed: seed)
    try generate(Edits(), options, &observer)
  }

  /// Goes on with an interrupted run.
  package func resume(_ edits: Edits, _ observer: inout some RunObserver) throws(RunFault) {
    guard state.phase.isUnderWay else { throw .nothingInterrupted }
    try prepare(state.options)
    guard !state.options.decodes || observer.suppliesNoise else { throw .noCode }
    guard edits.count == state.editCount,
      edits.count == 0 || edits.checksum(state.options) == state.editChecksum
    else { throw .otherEdits }
    try check(edits, state.options)
    guard state.step < total else {
      throw .invalid(DiffusionError(.nextStep, value: state.step))
    }
    try goOn(edits, &observer)
  }

  /// Starts a phase; its options are checked.
  func begin(_ phase: RunPhase, _ options: RunOptions) {
    state.phase = phase
    state.step = 0
    state.options = options
    state.noiseCounter = 0
    state.editCount = 0
    state.isEncoded = false
    guard let etas = options.etas else { return }
    for step in 0..<etas.count { buffers.etas[step] = etas[step] }
    // The caller's are the caller's again when the call returns.
    state.options.etas = nil
    state.options.hasEtas = true
  }

  /// Checks options and places the timesteps.
  func prepare(_ options: RunOptions) throws(RunFault) {
    guard names != nil else { throw .notUNet }
    try options.check()
    guard (1...schedule.timesteps).contains(options.steps) else {
      throw .invalid(DiffusionError(.steps, value: options.steps))
    }
    // The sequence buffer has as many entries as the schedule has timesteps.
    let sequence = unsafe Slice(base: buffers.sequence.pointer, count: options.steps)
    do {
      try Timesteps.fill(
        options.convention, t0: options.t0, timesteps: schedule.timesteps, into: sequence)
    } catch { throw .invalid(error) }
    guard variance(options) != .learned || learnedVariance != nil else { throw .noVariance }
  }

  /// How much noise a run's steps add, with the model's own resolved.
  func variance(_ options: RunOptions) -> StepVariance {
    options.variance.resolved(schedule.variance)
  }

  private func check(_ edits: Edits, _ options: RunOptions) throws(RunFault) {
    try edits.check(
      options, identity: identity, channels: Int(hidden.channels), height: Int(hidden.height),
      width: Int(hidden.width))
    if edits.count > 0, options.flags & RunOptions.symmetric == 0, passes == .single {
      throw .plainSession
    }
  }

  private func lastTimestep(_ options: RunOptions) -> Int {
    options.t0 < 0 ? schedule.timesteps - 1 : options.t0
  }

  /// Evaluations of an inversion.
  func inversionSteps(_ options: RunOptions) -> Int {
    options.convention.invertsBeyondLastStep ? options.used : options.used - 1
  }

  /// Steps of the phase.
  var total: Int {
    state.phase == .inverting ? inversionSteps(state.options) : state.options.used
  }

  /// Makes the remaining steps of the phase.
  func goOn(_ edits: Edits, _ observer: inout some RunObserver) throws(RunFault) {
    let (phase, total) = (state.phase, total)
    while state.step < total {
      let event = event(total)
      state.hasEditedEpsilon = false
      switch phase {
      case .inverting: try invertStep(event, &observer)
      case .encoding: try encodeStep(event, &observer)
      default: try generateStep(event, edits, &observer)
      }
      commit(total)
      let goesOn = observer.finished(event)
      // The last step's answer comes too late to cancel anything.
      if state.phase != phase { return }
      if !goesOn { throw .cancelled }
    }
  }

  /// Counts a step that was made; the last one ends the phase.
  func commit(_ total: Int) {
    state.step += 1
    state.hasStep = true
    state.hasEditedEpsilon = true
    guard state.step == total else { return }
    state.step = 0
    switch state.phase {
    case .inverting:
      state.phase = .latent
      copy(buffers.x, to: buffers.latent)
      state.keepsLatent = true
      state.invertedSteps = state.options.steps
    case .encoding:
      state.phase = .done
      state.isEncoded = true
    default: state.phase = .done
    }
  }

  /// The next step of the phase.
  func event(_ total: Int) -> StepEvent {
    state.phase == .inverting ? inversionEvent(total) : generationEvent(total)
  }

  private func inversionEvent(_ total: Int) -> StepEvent {
    let t = Int(buffers.sequence[state.step])
    let options = state.options
    let next =
      state.step + 1 < options.used
      ? Int(buffers.sequence[state.step + 1])
      : options.convention.timestepBeyond(t, steps: options.steps, timesteps: schedule.timesteps)
    return StepEvent(phase: .inverting, step: state.step, total: total, t: t, next: next)
  }

  private func generationEvent(_ total: Int) -> StepEvent {
    let index = total - 1 - state.step
    return StepEvent(
      phase: state.phase, step: state.step, total: total, t: Int(buffers.sequence[index]),
      next: index > 0 ? Int(buffers.sequence[index - 1]) : -1)
  }
}
