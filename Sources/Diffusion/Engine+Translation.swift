import Container
import Execution
import Program

extension Engine {
  /// Encodes the picture that this session holds and decodes it with another model at the same time: no code is stored
  /// (CycleDiffusion).
  package func translate(
    to target: Engine, _ options: RunOptions, _ observer: inout some RunObserver
  ) throws(RunFault) {
    try prepare(options)
    try target.prepare(options)
    try check(target, options)
    try beginEncoding(options)
    var decoding = options
    decoding.decodes = true
    target.state = RunState()
    target.begin(.generating, decoding)
    try goOn(with: target, &observer)
  }

  /// Goes on with a translation that was interrupted in both sessions.
  package func resumeTranslation(
    to target: Engine, _ observer: inout some RunObserver
  ) throws(RunFault) {
    guard state.phase == .encoding, target.state.phase == .generating,
      target.state.options.decodes
    else { throw .nothingInterrupted }
    try prepare(state.options)
    try target.prepare(target.state.options)
    try check(target, state.options)
    guard state.step == target.state.step, total == target.total, state.step < total,
      record.goesOn(with: target.record), hasSameEtas(as: target)
    else { throw .mismatch(.progress(state.step, target.state.step)) }
    try goOn(with: target, &observer)
  }

  /// Throws unless a code of this model means something to another one.
  package func check(_ target: Engine, _ options: RunOptions) throws(RunFault) {
    try target.checkExtents(
      channels: Int(picture.channels), height: Int(picture.height), width: Int(picture.width))
    guard schedule.timesteps == target.schedule.timesteps else {
      throw .mismatch(.timesteps(schedule.timesteps, target.schedule.timesteps))
    }
    for t in 0..<schedule.timesteps
    where !Schedule.agree(schedule.alphaBar(t), target.schedule.alphaBar(t)) {
      throw .mismatch(.schedule(timestep: t))
    }
    guard
      variance(options) != .learned
        || !executor.workspace.isShared(with: target.executor.workspace)
    else { throw .sharedVariance }
    guard variance(options) == target.variance(options) else {
      throw .mismatch(
        .variance(Int(schedule.variance.rawValue), Int(target.schedule.variance.rawValue)))
    }
  }

  /// Throws unless x has these extents.
  func checkExtents(channels: Int, height: Int, width: Int) throws(RunFault) {
    let own = picture
    guard channels == Int(own.channels) else {
      throw .mismatch(.channels(channels, Int(own.channels)))
    }
    guard height == Int(own.height) else { throw .mismatch(.height(height, Int(own.height))) }
    guard width == Int(own.width) else { throw .mismatch(.width(width, Int(own.width))) }
  }

  private func hasSameEtas(as target: Engine) -> Bool {
    guard state.options.hasEtas == target.state.options.hasEtas else { return false }
    guard state.options.hasEtas else { return true }
    for step in 0..<total where buffers.etas[step] != target.buffers.etas[step] { return false }
    return true
  }

  /// Makes the remaining steps.
  ///
  /// Both networks run before either x moves: a cancelled step is begun again by both. A model rests during the other
  /// one's turn: the process holds the mapped weights of one at a time.
  private func goOn(
    with target: Engine, _ observer: inout some RunObserver
  ) throws(RunFault) {
    let total = total
    target.executor.rest()
    while state.step < total {
      let event = event(total)
      state.hasEditedEpsilon = false
      target.state.hasEditedEpsilon = false
      if event.step == 0 {
        try startChain(event, &observer)
        copy(buffers.x, to: target.buffers.x)
        copy(buffers.x, to: target.buffers.latent)
        target.state.keepsLatent = true
      }
      try predict(event, &observer)
      executor.rest()
      try target.predict(target.event(total), &observer)
      target.executor.rest()
      try extract(event, &observer)
      copy(stagedPicture, to: target.stagedPicture)
      target.advance(try coefficients(event), x0Epsilon: target.buffers.epsilon)
      commit(total)
      target.commit(total)
      target.state.noiseCounter += 1
      let goesOn = observer.finished(event)
      if state.phase == .done { return }
      if !goesOn { throw .cancelled }
    }
  }
}

extension Schedule {
  /// Whether two values of alpha_bar are the same but for the rounding of their tables.
  static func agree(_ one: Double, _ other: Double) -> Bool {
    (one - other).magnitude <= 1e-5 * max(one, other)
  }
}
