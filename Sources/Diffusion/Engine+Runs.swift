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
    state.phase = .inverting
    state.step = 0
    state.options = options
    try goOn(Edits(), &observer)
  }

  /// Generates a picture from the latent code, with edits.
  package func generate(
    _ edits: Edits, _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    try check(edits, options)
    guard state.phase == .latent || (state.keepsLatent && state.phase != .inverting) else {
      throw .noLatent
    }
    let made = state.options
    guard
      state.invertedSteps == 0
        || (made.steps == options.steps && made.convention == options.convention
          && lastTimestep(made) == lastTimestep(options))
    else { throw .otherSteps(made: state.invertedSteps, given: options.steps) }
    if state.keepsLatent {
      copy(buffers.latent, to: buffers.x)
    } else {
      copy(buffers.x, to: buffers.latent)
      state.keepsLatent = true
    }
    state.phase = .generating
    state.step = 0
    state.options = options
    state.noiseCounter = 0
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
    guard state.phase == .inverting || state.phase == .generating else { throw .nothingInterrupted }
    try prepare(state.options)
    guard edits.count == state.editCount,
      edits.count == 0 || edits.checksum(state.options) == state.editChecksum
    else { throw .otherEdits }
    try check(edits, state.options)
    let total =
      state.phase == .inverting ? inversionSteps(state.options) : state.options.steps
    guard state.step < total else {
      throw .invalid(DiffusionError(.nextStep, value: state.step))
    }
    try goOn(edits, &observer)
  }

  /// Checks options and places the timesteps.
  private func prepare(_ options: RunOptions) throws(RunFault) {
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
    options.convention.invertsBeyondLastStep ? options.steps : options.steps - 1
  }

  /// Makes the remaining steps of the phase.
  private func goOn(_ edits: Edits, _ observer: inout some RunObserver) throws(RunFault) {
    let inverting = state.phase == .inverting
    let total = inverting ? inversionSteps(state.options) : state.options.steps
    while state.step < total {
      let event = inverting ? inversionEvent(total) : generationEvent(total)
      state.hasEditedEpsilon = false
      if inverting {
        try invertStep(event, &observer)
      } else {
        try generateStep(event, edits, &observer)
      }
      state.step += 1
      state.hasStep = true
      state.hasEditedEpsilon = true
      let isLast = state.step == total
      if isLast { finish(inverting) }
      let goesOn = observer.finished(event)
      // The last step's answer comes too late to cancel anything.
      if isLast { return }
      if !goesOn { throw .cancelled }
    }
  }

  private func finish(_ inverting: Bool) {
    state.step = 0
    state.phase = inverting ? .latent : .done
    if inverting {
      copy(buffers.x, to: buffers.latent)
      state.keepsLatent = true
      state.invertedSteps = state.options.steps
    }
  }

  private func inversionEvent(_ total: Int) -> StepEvent {
    let t = Int(buffers.sequence[state.step])
    let options = state.options
    let next =
      state.step + 1 < options.steps
      ? Int(buffers.sequence[state.step + 1])
      : options.convention.timestepBeyond(t, steps: options.steps, timesteps: schedule.timesteps)
    return StepEvent(phase: .inverting, step: state.step, total: total, t: t, next: next)
  }

  private func generationEvent(_ total: Int) -> StepEvent {
    let index = total - 1 - state.step
    return StepEvent(
      phase: .generating, step: state.step, total: total, t: Int(buffers.sequence[index]),
      next: index > 0 ? Int(buffers.sequence[index - 1]) : -1)
  }
}
