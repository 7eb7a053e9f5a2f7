import Container
import Execution
import Program

extension Engine {
  /// One step of deterministic DDIM inversion, epsilon taken at the lower time (Asyrp, section 3).
  func invertStep(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    try predict(event, &observer)
    let (alphaBar, next) = levels(event)
    do {
      let c = try StepCoefficients(alphaBar: alphaBar, next: next)
      move(c, x0Epsilon: buffers.epsilon, addsNoise: false)
    } catch { throw .invalid(error) }
  }

  /// One step of generation: Asyrp's three phases (Asyrp, sections 3 and 4).
  func generateStep(
    _ event: StepEvent, _ edits: Edits, _ observer: inout some RunObserver
  ) throws(RunFault) {
    let options = state.options
    try encode(t: event.t)
    let changed = try showH(event, &observer)
    let edited = changed || (edits.count > 0 && event.t >= options.tEdit)
    let isSymmetric = options.flags & RunOptions.symmetric != 0
    if edited && !isSymmetric && passes == .single { throw .plainSession }

    if !edited || !isSymmetric {
      try decode(again: edited && passes == .shared)
      copy(executor.value(unet.epsilon), to: buffers.epsilon)
      // The first pass has overwritten what the second one reads.
      if edited && passes == .repeated { try encode(t: event.t) }
    }
    if edited {
      if changed { loadChangedH() }
      if event.t >= options.tEdit { addDirections(edits, event.t) }
      try decode()
      if isSymmetric { copy(executor.value(unet.epsilon), to: buffers.epsilon) }
    }
    let c = try coefficients(event)
    let isRandom = state.options.decodes || isRandom(event)
    if isRandom {
      try drawNoise(event, seedStep: c.drawsNoise ? UInt32(event.t) : nil, &observer)
    }
    advance(c, x0Epsilon: executor.value(unet.epsilon))
    if isRandom { state.noiseCounter += 1 }
  }

  /// Runs the network once, with h as the observer leaves it; its epsilon is then in the buffer.
  func predict(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault) {
    try encode(t: event.t)
    if try showH(event, &observer) { loadChangedH() }
    try decode()
    copy(executor.value(unet.epsilon), to: buffers.epsilon)
  }

  /// alpha_bar at a step's timestep, and where it leads.
  func levels(_ event: StepEvent) -> (Double, Double) {
    let endsAtFirst = event.next < 0 && state.options.convention.endsAtFirstAlphaBar
    return (schedule.alphaBar(event.t), schedule.alphaBar(endsAtFirst ? 0 : event.next))
  }

  /// eta of a step.
  func eta(_ event: StepEvent) -> Double {
    if event.t < state.options.tBoost { return 1 }
    return Double(state.options.hasEtas ? buffers.etas[event.step] : state.options.eta)
  }

  /// Whether a step's kind has noise; the one onto the clean end adds none all the same.
  private func isRandom(_ event: StepEvent) -> Bool {
    variance(state.options).isAncestral || eta(event) > 0
  }

  func coefficients(_ event: StepEvent) throws(RunFault) -> StepCoefficients {
    let (alphaBar, next) = levels(event)
    do {
      return try StepCoefficients(
        alphaBar: alphaBar, next: next, eta: eta(event), variance: variance(state.options))
    } catch { throw .invalid(error) }
  }

  /// x_t to x_t' with the noise in the staging buffer; where a code's step draws none, that is what is left to add.
  func advance(_ c: StepCoefficients, x0Epsilon: Slice<Float>) {
    if let learned = c.learned {
      move(c, x0Epsilon: x0Epsilon, addsNoise: false)
      let (sigmas, noise) = (sigmas(learned), stagedPicture)
      for index in 0..<noise.count {
        buffers.x[index] = buffers.x[index].addingProduct(sigmas[index], noise[index])
      }
    } else if c.nextFromNoise == 0, state.options.decodes,
      state.options.flags & RunOptions.noResidual == 0
    {
      move(c, x0Epsilon: x0Epsilon, addsNoise: true, noiseFactor: 1)
    } else {
      move(c, x0Epsilon: x0Epsilon, addsNoise: c.nextFromNoise > 0)
    }
  }

  /// The network's learned variance, where it has one for each value of x.
  var learnedVariance: Slice<Float>? {
    guard let names, let sigma = names.sigma, plan.extents[sigma] == picture else { return nil }
    return executor.value(sigma)
  }

  /// sigma of each value, in place of what the network has said about it.
  func sigmas(_ learned: LearnedVariance) -> Slice<Float> {
    // Runs have checked that there is one.
    guard let values = learnedVariance else { preconditionFailure() }
    for index in 0..<values.count { values[index] = learned.sigma(values[index]) }
    return values
  }

  /// x_0 from the (edited) epsilon, then x at the next time with the unmodified epsilon.
  private func move(
    _ c: StepCoefficients, x0Epsilon: Slice<Float>, addsNoise: Bool, noiseFactor: Float? = nil
  ) {
    predictPicture(c, x0Epsilon)
    combine(
      [
        Term(c.nextFromX0, buffers.x0), Term(c.nextFromEpsilon, buffers.epsilon),
        Term(noiseFactor ?? c.nextFromNoise, stagedPicture),
      ], count: addsNoise ? 3 : 2, to: buffers.x)
  }

  /// x_0 from x and an epsilon.
  func predictPicture(_ c: StepCoefficients, _ epsilon: Slice<Float>) {
    combine(
      [Term(c.x0FromX, buffers.x), Term(c.x0FromEpsilon, epsilon), Term(0, stagedPicture)],
      count: 2, to: buffers.x0)
  }

  /// Shows h to the observer; true when it was changed, and the staging buffer then holds it.
  private func showH(_ event: StepEvent, _ observer: inout some RunObserver) throws(RunFault)
    -> Bool
  {
    guard observer.watchesH else { return false }
    // The staging buffer holds at least h.
    let staging = unsafe Slice(base: buffers.staging.pointer, count: hidden.count)
    staging.fillChannelFirst(from: buffers.h, hidden)
    guard let changed = observer.change(event, h: staging) else { throw .cancelled }
    return changed
  }

  private func loadChangedH() {
    executor.value(unet.h).fillChannelLast(from: buffers.staging, hidden)
  }

  /// h + sum of c_i dh_i, every dh from the entry of the nearest timestep.
  private func addDirections(_ edits: Edits, _ t: Int) {
    let h = executor.value(unet.h)
    let channels = Int(hidden.channels)
    for index in 0..<edits.count {
      let direction = edits[index].direction
      let values = direction.values(direction.nearestEntry(to: t))
      let coefficient = edits.coefficient(index, state.options)
      for channel in 0..<channels {
        for pixel in 0..<hidden.pixels {
          let bits = values.load((channel * hidden.pixels + pixel) * 4, as: UInt32.self)
          let at = pixel * channels + channel
          h[at] = h[at].addingProduct(coefficient, Float(bitPattern: bits))
        }
      }
    }
  }

  /// Noise of a step, channels last: the caller's, or the seed's of that number, whatever ran before; nil: none.
  func drawNoise(
    _ event: StepEvent, seed: UInt64? = nil, seedStep: UInt32?,
    _ observer: inout some RunObserver
  ) throws(RunFault) {
    let noise = stagedPicture
    if observer.suppliesNoise {
      guard observer.fill(event, noise: noise) else { throw .cancelled }
      if let index = noise.firstNotFinite { throw .notFinite(index: index) }
    } else if let seedStep {
      Noise.fill(seed: seed ?? state.options.seed, step: seedStep, into: noise)
    } else {
      return
    }
    // What is left of the step before is overwritten next: room to turn the noise over.
    buffers.x0.fillChannelLast(from: noise, picture)
    copy(buffers.x0, to: noise)
  }
}
